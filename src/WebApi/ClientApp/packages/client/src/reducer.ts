import { closeGaps, emptyLog, mergeMessages, mergePage, type ChatLog, type PageKind } from './chatLog';
import type { ApiError } from './errors';
import type { ConnectionView } from './machine';
import { countsAsUnread, type ChatState, type PendingMessage } from './state';
import type { Conversation, Message, Person, Presence, ReadCursor, User } from './types';

export type Action =
  | { type: 'me'; me: User }
  | { type: 'connection'; connection: ConnectionView }
  | { type: 'list'; status: ChatState['listStatus']; error?: ApiError }
  /** With the server's total of unread messages at that moment, where it sent one. */
  | { type: 'rows'; rows: readonly Conversation[]; unreadTotal?: number | null | undefined }
  | { type: 'rows-dropped' }
  | { type: 'people'; people: readonly Person[] | undefined }
  | { type: 'messages'; conversationId: string; messages: readonly Message[] }
  | { type: 'page'; conversationId: string; kind: PageKind; messages: readonly Message[]; older: boolean; newer: boolean }
  | { type: 'caught-up'; conversationId: string }
  | { type: 'log'; conversationId: string; status: ChatLog['status'] }
  | { type: 'log-dropped'; conversationId: string }
  | { type: 'reads'; conversationId: string; cursors: readonly ReadCursor[] }
  | { type: 'pending'; messages: readonly PendingMessage[] }
  | { type: 'pending-changed'; message: PendingMessage }
  | { type: 'pending-removed'; conversationId: string; id: string }
  | { type: 'presence'; items: readonly Presence[] }
  | { type: 'presence-forgotten' }
  | { type: 'typing'; conversationId: string; userId: string; displayName: string; until: number }
  | { type: 'typing-stopped'; conversationId: string; userId: string }
  | { type: 'typing-expired'; now: number };

/**
 * The only writer of state. Push events, sync answers and POST answers all come through here, in any order and any
 * number of times: messages and rows keep their highest revision, read cursors only move forward.
 */
export function reduce(state: ChatState, action: Action): ChatState {
  switch (action.type) {
    case 'me':
      return { ...state, me: action.me };
    case 'connection':
      return { ...state, connection: action.connection };
    case 'list':
      return { ...state, listStatus: action.status, listError: action.error ?? null };
    case 'rows':
      return countElsewhere(state, action.rows.reduce(putRow, state), action);
    case 'rows-dropped':
      return { ...state, conversations: {}, people: {}, reads: {}, unreadElsewhere: 0 };
    case 'people':
      return putPeople(state, action.people);
    case 'messages': {
      const next = withLog(state, action.conversationId, (log) => mergeMessages(log, action.messages));
      return confirm(stopTyping(next, action.conversationId, action.messages), action.conversationId, action.messages);
    }
    case 'page': {
      const ends = { older: action.older, newer: action.newer };
      const next = withLog(state, action.conversationId, (log) => mergePage(log, action.kind, action.messages, ends));
      return confirm(next, action.conversationId, action.messages);
    }
    case 'caught-up':
      return withLog(state, action.conversationId, closeGaps);
    case 'log':
      return withLog(state, action.conversationId, (log) => ({ ...log, status: action.status }));
    case 'log-dropped':
      return { ...state, logs: omit(state.logs, action.conversationId) };
    case 'reads':
      return action.cursors.reduce((next, cursor) => putRead(next, action.conversationId, cursor), state);
    case 'pending':
      return { ...state, pending: groupByConversation(action.messages.filter((message) => !isConfirmed(state, message))) };
    case 'pending-changed':
      return putPending(state, action.message);
    case 'pending-removed':
      return removePending(state, action.conversationId, (id) => id === action.id);
    case 'presence':
      return putPresence(state, action.items);
    case 'presence-forgotten':
      return { ...state, presence: {} };
    case 'typing': {
      const { userId, displayName, until } = action;
      const others = (state.typing[action.conversationId] ?? []).filter((typist) => typist.userId !== userId);
      return { ...state, typing: { ...state.typing, [action.conversationId]: [...others, { userId, displayName, until }] } };
    }
    case 'typing-stopped':
      return keepTypists(state, action.conversationId, (typist) => typist.userId !== action.userId);
    case 'typing-expired':
      return Object.keys(state.typing).reduce((next, id) => keepTypists(next, id, (typist) => typist.until > action.now), state);
  }
}

function putRow(state: ChatState, row: Conversation): ChatState {
  const known = state.conversations[row.id];
  if (known !== undefined && known.revision > row.revision) return state;
  const reads = row.members.flatMap(({ userId, lastReadSequence }) => (lastReadSequence === null ? [] : [{ userId, lastReadSequence }]));
  const named = putPeople(putPeople(state, row.members), row.authors);
  const next = { ...named, conversations: { ...state.conversations, [row.id]: row } };
  return [...reads, { userId: state.me.id, lastReadSequence: row.lastReadSequence }]
    .reduce((result, cursor) => putRead(result, row.id, cursor), next);
}

/** The number that is unread elsewhere: the rest of the server's total, or less by the rows that are known from now on. */
function countElsewhere(before: ChatState, state: ChatState, { rows, unreadTotal }: Extract<Action, { type: 'rows' }>): ChatState {
  const now = Date.now();
  const sum = (some: readonly Conversation[]) => some.reduce((total, row) => total + (countsAsUnread(row, now) ? row.unreadCount : 0), 0);
  const unread = typeof unreadTotal === 'number'
    ? unreadTotal - sum(Object.values(state.conversations))
    : before.unreadElsewhere - (before.unreadElsewhere === 0 ? 0 : sum(rows.filter((row) => before.conversations[row.id] === undefined)));
  const unreadElsewhere = Math.max(0, unread);
  return unreadElsewhere === state.unreadElsewhere ? state : { ...state, unreadElsewhere };
}

/** The release before this one does not send authors, and during an upgrade some of its nodes still answer. */
function putPeople(state: ChatState, people: readonly Person[] | undefined): ChatState {
  if (people === undefined || people.length === 0) return state;
  return { ...state, people: { ...state.people, ...Object.fromEntries(people.map((person) => [person.userId, person])) } };
}

function putRead(state: ChatState, conversationId: string, { userId, lastReadSequence }: ReadCursor): ChatState {
  const known = state.reads[conversationId] ?? {};
  if ((known[userId] ?? 0) >= lastReadSequence) return state;
  return { ...state, reads: { ...state.reads, [conversationId]: { ...known, [userId]: lastReadSequence } } };
}

function withLog(state: ChatState, conversationId: string, change: (log: ChatLog) => ChatLog): ChatState {
  const log = state.logs[conversationId] ?? emptyLog;
  const next = change(log);
  return next === state.logs[conversationId] ? state : { ...state, logs: { ...state.logs, [conversationId]: next } };
}

/** A message that the server knows is no longer pending, whichever way the news came. */
function confirm(state: ChatState, conversationId: string, messages: readonly Message[]): ChatState {
  const ids = new Set(messages.map((message) => message.id));
  return removePending(state, conversationId, (id) => ids.has(id));
}

function removePending(state: ChatState, conversationId: string, matches: (id: string) => boolean): ChatState {
  const known = state.pending[conversationId];
  if (!known?.some((message) => matches(message.id))) return state;
  return { ...state, pending: { ...state.pending, [conversationId]: known.filter((message) => !matches(message.id)) } };
}

/** The queue may not have heard yet that a message has arrived: an event was faster than its POST answer. */
function putPending(state: ChatState, message: PendingMessage): ChatState {
  if (isConfirmed(state, message)) return state;
  const known = state.pending[message.conversationId] ?? [];
  const isKnown = known.some((other) => other.id === message.id);
  const next = isKnown ? known.map((other) => (other.id === message.id ? message : other)) : [...known, message];
  return { ...state, pending: { ...state.pending, [message.conversationId]: next } };
}

function isConfirmed(state: ChatState, { conversationId, id }: PendingMessage): boolean {
  const log = state.logs[conversationId];
  return log !== undefined && (log.outside[id] !== undefined || log.items.some((message) => message.id === id));
}

function groupByConversation(messages: readonly PendingMessage[]): ChatState['pending'] {
  const groups: Record<string, PendingMessage[]> = {};
  for (const message of messages) (groups[message.conversationId] ??= []).push(message);
  return groups;
}

function putPresence(state: ChatState, items: readonly Presence[]): ChatState {
  const isNews = (item: Presence) => {
    const known = state.presence[item.userId];
    return known?.status !== item.status || known.lastActiveAt !== item.lastActiveAt;
  };
  const news = items.filter(isNews);
  if (news.length === 0) return state;
  return { ...state, presence: { ...state.presence, ...Object.fromEntries(news.map((item) => [item.userId, item])) } };
}

/** A user who sent a message no longer types. */
function stopTyping(state: ChatState, conversationId: string, messages: readonly Message[]): ChatState {
  const senders = new Set(messages.map((message) => message.senderId));
  return keepTypists(state, conversationId, (typist) => !senders.has(typist.userId));
}

function keepTypists(state: ChatState, id: string, keep: (typist: { userId: string; until: number }) => boolean): ChatState {
  const known = state.typing[id];
  if (known === undefined || known.every(keep)) return state;
  return { ...state, typing: { ...state.typing, [id]: known.filter(keep) } };
}

function omit<T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}
