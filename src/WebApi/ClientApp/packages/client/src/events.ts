import type { Conversation, Message, PresenceStatus } from './types';

/** An event whose message did not fit into a push: the client fetches it. */
export interface TruncatedMessage {
  conversationId: string;
  messageId: string;
  sequence: number;
  revision: number;
  truncated: true;
  reacted?: readonly Reacted[];
}

/** One change of one user's reactions. */
export interface Reacted {
  userId: string;
  emoji: string;
  /** False: taken back. */
  added: boolean;
}

export interface TruncatedConversation {
  conversationId: string;
  revision: number;
  truncated: true;
  /** In a large group: everything but the members, which are those of the known row when `membersTag` is the same. */
  row?: Conversation;
}

/** With `reacted`, the event is about reactions: each of them took one revision, the last one that of the event. */
export type MessageChanged = { revision: number; message: Message; reacted?: readonly Reacted[] } | TruncatedMessage;

/** Events of `presence-user-{userId}`. */
export interface UserEvents {
  'conversation-updated': { revision: number; conversation: Conversation } | TruncatedConversation;
  'message-notification': {
    conversationId: string;
    messageId: string;
    sequence: number;
    senderId: string;
    senderName: string;
    /** A group's title; null in a direct conversation. */
    title: string | null;
    preview: string | null;
    sound: boolean;
  };
  /** In a group where not everyone may see it, a cursor comes here, and to those who may not only its revision. */
  'message-read': ChatEvents['message-read'];
  'typing-start': TypingEvent;
  'typing-stop': TypingEvent;
  'user-status-change': { userId: string; status: PresenceStatus; lastActiveAt: string | null };
}

/** Events of `presence-chat-{conversationId}`. */
export interface ChatEvents {
  'new-message': MessageChanged;
  'message-updated': MessageChanged;
  'message-deleted': MessageChanged;
  'message-read': ReadEvent | { revision: number; conversationId: string; hidden: true };
  'typing-start': TypingEvent;
  'typing-stop': TypingEvent;
}

export interface ReadEvent {
  revision: number;
  conversationId: string;
  userId: string;
  lastReadSequence: number;
  readAt: string;
}

export interface TypingEvent {
  conversationId: string;
  userId: string;
  displayName: string;
  sentAt: string;
}

/** Every event by name: a misspelt name is a type error instead of a handler that never runs. */
export type AllEvents = Omit<UserEvents, keyof ChatEvents> & ChatEvents;

export const userChannel = (userId: string) => `presence-user-${userId}`;
export const chatChannel = (conversationId: string) => `presence-chat-${conversationId}`;
