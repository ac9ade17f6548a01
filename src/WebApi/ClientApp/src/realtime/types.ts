/** The shapes of the REST API. Everything that the client stores or sends is one of these. */

export interface User {
  id: string;
  userName: string;
  displayName: string;
  avatarUrl: string | null;
}

export interface Session {
  accessToken: string;
  refreshToken: string;
  /** Seconds that the access token is good for. */
  expiresIn: number;
  user: User;
}

export interface Member {
  userId: string;
  userName: string;
  displayName: string;
  avatarUrl: string | null;
  role: string;
  /** Null when it is not shown: hidden, or of others in a group, where `/sync` and events tell it. */
  lastReadSequence: number | null;
}

/** What a system message tells instead of a text: what happened to the group. */
export interface SystemChange {
  type: 'created' | 'renamed' | 'membersAdded' | 'memberRemoved' | 'memberLeft' | 'ownerChanged';
  userIds: string[];
  title: string | null;
}

export interface LastMessage {
  id: string;
  sequence: number;
  senderId: string;
  body: string;
  sentAt: string;
  deleted: boolean;
  change: SystemChange | null;
}

/** A conversation as its row is seen by one member; `revision` is that user's own counter. */
export interface Conversation {
  id: string;
  kind: 'direct' | 'group';
  title: string | null;
  revision: number;
  members: Member[];
  lastMessage: LastMessage | null;
  lastActivityAt: string;
  unreadCount: number;
  lastReadSequence: number;
  mutedUntil: string | null;
  archived: boolean;
  /** I am no longer in the group: it goes off the list. */
  left: boolean;
}

/** `sequence` places a message in its conversation; `revision` is the conversation's counter at its last change. */
export interface Message {
  id: string;
  conversationId: string;
  sequence: number;
  revision: number;
  senderId: string;
  body: string;
  sentAt: string;
  editedAt: string | null;
  deletedAt: string | null;
  change: SystemChange | null;
}

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** A snapshot carries the sync cursor that was read before its query, so that catching up from it overlaps. */
export interface ConversationPage extends Page<Conversation> {
  syncCursor: string;
}

export interface MessagePage extends Page<Message> {
  hasOlder: boolean;
  hasNewer: boolean;
  syncCursor: string;
}

export type PresenceStatus = 'online' | 'away' | 'offline' | 'unknown';

export interface Presence {
  userId: string;
  status: PresenceStatus;
  lastActiveAt: string | null;
}

export interface ReadCursor {
  userId: string;
  lastReadSequence: number;
  revision?: number;
}

export interface TypingUser {
  userId: string;
  expiresAt: string;
}

export interface SyncAnswer {
  cursor: string;
  hasMore: boolean;
  conversations: Conversation[];
  conversation: {
    id: string;
    cursor: string;
    messages: Message[];
    members: ReadCursor[];
    typing: TypingUser[];
    hasMore: boolean;
  } | null;
  /** Absent when nobody's has changed. */
  presence?: Presence[];
  pollAfterMs: number;
}

export interface Config {
  push: {
    driver: 'pusher' | 'embedded' | 'none';
    key: string;
    cluster: string | null;
    wsHost: string | null;
    wsPort: number;
    wssPort: number;
    forceTls: boolean;
    authEndpoint: string;
    userAuthEndpoint: string;
  };
  typing: { startIntervalMs: number; idleMs: number; expireMs: number };
  sync: { waitSeconds: number; pollAfterMs: number };
  limits: { bodyLength: number };
}

export type ConversationFilter = 'all' | 'unread' | 'archived';

export interface PrivacySettings {
  readReceipts: boolean;
  typing: boolean;
  presence: boolean;
}

/** A user as they see themselves. */
export interface Me extends User {
  settings: PrivacySettings;
}
