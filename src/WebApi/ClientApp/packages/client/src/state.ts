import type { ApiError } from './errors';
import { emptyLog, type ChatLog } from './chatLog';
import { noLists, type ConversationLists } from './conversationLists';
import type { ConnectionView } from './machine';
import type { Mentions } from './mentions';
import type { Conversation, ConversationFilter, MessageQuote, Person, Presence, User } from './types';

/** A message that the server has not confirmed. It keeps its id when it is, so its row on screen stays the same row. */
export interface PendingMessage {
  id: string;
  conversationId: string;
  body: string;
  /** The message that this one answers. */
  replyTo?: MessageQuote;
  /** Without it, the server mentions the members whom the text names. */
  mentions?: Mentions;
  queuedAt: string;
  /** Its place in the queue of this browser; a clock that is set back does not change it. */
  order: number;
  /** The last message of the conversation that was known when this one was written; a failed one stays behind it. */
  after?: number;
  state: 'queued' | 'sending' | 'failed';
  error: ApiError | null;
}

export interface Typist {
  userId: string;
  displayName: string;
  /** Local time at which the typist is forgotten. */
  until: number;
}

export interface ChatState {
  me: User;
  connection: ConnectionView;
  conversations: Readonly<Record<string, Conversation>>;
  /** The same rows in order. A row that did not change is the same object as before. */
  lists: ConversationLists;
  /** The server has further rows for the filter. */
  hasMore: Readonly<Record<ConversationFilter, boolean>>;
  /** Everyone ever seen in a conversation, or named by a message of who has left. */
  people: Readonly<Record<string, Person>>;
  /** Unread messages of conversations that are not among `conversations`, as far as the server has told. */
  unreadElsewhere: number;
  listStatus: 'loading' | 'ready' | 'error';
  listError: ApiError | null;
  /** The read cursors of the members, by conversation and user: the highest number ever heard of. */
  reads: Readonly<Record<string, Readonly<Record<string, number>>>>;
  logs: Readonly<Record<string, ChatLog>>;
  pending: Readonly<Record<string, readonly PendingMessage[]>>;
  /** My reactions on their way to the server, by message and emoji: true to give one, false to take it back. */
  reacting: Readonly<Record<string, Readonly<Record<string, boolean>>>>;
  presence: Readonly<Record<string, Presence>>;
  typing: Readonly<Record<string, readonly Typist[]>>;
}

/** The server may have further rows for every filter. */
export const everywhere: ChatState['hasMore'] = { all: true, unread: true, archived: true };

export function initialState(me: User, connection: ConnectionView): ChatState {
  return {
    me, connection, conversations: {}, lists: noLists, hasMore: everywhere,
    people: {}, unreadElsewhere: 0, listStatus: 'loading', listError: null,
    reads: {}, logs: {}, pending: {}, reacting: {}, presence: {}, typing: {},
  };
}

export const logOf = (state: ChatState, conversationId: string): ChatLog => state.logs[conversationId] ?? emptyLog;

/** The own read cursors, before the server confirms them. */
export function ownRead(state: Pick<ChatState, 'me' | 'reads'>, conversation: Conversation): number {
  return Math.max(conversation.lastReadSequence, state.reads[conversation.id]?.[state.me.id] ?? 0);
}

/** The badge: the server's count, or 0 as soon as I have read to the end here. */
export function unreadCount(state: Pick<ChatState, 'me' | 'reads'>, conversation: Conversation): number {
  const last = conversation.lastMessage?.sequence ?? 0;
  return ownRead(state, conversation) >= last ? 0 : conversation.unreadCount;
}

export function isMuted(conversation: Conversation, now: number): boolean {
  return conversation.mutedUntil !== null && Date.parse(conversation.mutedUntil) > now;
}

/** Whether the unread messages of a row count in the total. */
export function countsAsUnread(row: Conversation, now: number): boolean {
  return !row.left && !row.archived && !isMuted(row, now);
}

/** Unread messages of all conversations that are neither muted nor archived, also of those that are not loaded. */
export function countUnread(state: ChatState): number {
  const now = Date.now();
  return state.lists.unread.reduce((sum, row) => (isMuted(row, now) ? sum : sum + row.unreadCount), state.unreadElsewhere);
}
