import { closeGaps, emptyLog, mergeMessages, mergePage, type ChatLog, type PageKind } from './chatLog';
import { noLists, place } from './conversationLists';
import type { ApiError } from './errors';
import type { ConnectionView } from './machine';
import { countsAsUnread, everywhere, unreadCount, type ChatState, type PendingMessage } from './state';
import type { Conversation, ConversationFilter, Message, Person, Presence, ReadCursor, User } from './types';

export type Action =
  | { type: 'me'; me: User }
  | { type: 'connection'; connection: ConnectionView }
  | { type: 'list'; status: ChatState['listStatus']; error?: ApiError }
  /** With the server's total of unread messages at that moment, where it sent one. */
  | { type: 'rows'; rows: readonly Conversation[]; unreadTotal?: number | null | undefined; page?: ListPage }
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
  /** Null: no longer on its way. */
  | { type: 'reacting'; messageId: string; emoji: string; isGiven: boolean | null }
  | { type: 'presence'; items: readonly Presence[] }
  | { type: 'presence-forgotten' }
  | { type: 'typing'; conversationId: string; userId: string; displayName: string; until: number }
  | { type: 'typing-stopped'; conversationId: string; userId: string }
  | { type: 'typing-expired'; now: number };

/** The rows are a page of a list, and this is what comes after it. */
interface ListPage {
  filter: ConversationFilter;
  hasMore: boolean;
}

type Cursor = ReadCursor & { conversationId: string };

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
      return withPage(countElsewhere(state, putRows(state, action.rows), action), action.page);
    case 'rows-dropped':
      return { ...state, conversations: {}, lists: noLists, hasMore: everywhere, people: {}, reads: {}, unreadElsewhere: 0 };
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
    case 'reads': {
      const { conversationId } = action;
      const row = state.conversations[conversationId];
      const next = putReads(state, action.cursors.map((cursor) => ({ ...cursor, conversationId })));
      const isRead = row !== undefined && unreadCount(state, row) > 0 && unreadCount(next, row) === 0;
      return isRead ? placeRow(next, row, row) : next;
    }
    case 'pending':
      return { ...state, pending: groupByConversation(action.messages.filter((message) => !isConfirmed(state, message))) };
    case 'pending-changed':
      return putPending(state, action.message);
    case 'pending-removed':
      return removePending(state, action.conversationId, (id) => id === action.id);
    case 'reacting':
      return { ...state, reacting: putReacting(state.reacting, action) };
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

/** All of them at once: a copy of what is known for each row would make a page of a long list slow. */
function putRows(state: ChatState, rows: readonly Conversation[]): ChatState {
  const conversations = { ...state.conversations };
  const taken = rows.filter((row) => {
    const known = conversations[row.id];
    if (known !== undefined && known.revision > row.revision) return false;
    conversations[row.id] = row;
    return true;
  });
  if (taken.length === 0) return state;
  const members = putPeople(state, taken.flatMap((row) => row.members));
  const named = taken.reduce((next, row) => putPeople(next, row.authors), members);
  const read = putReads(named, taken.flatMap((row) => cursorsOf(row, state.me.id)));
  const before = { ...read, conversations };
  return Object.values(Object.fromEntries(taken.map((row) => [row.id, row])))
    .reduce((next, row) => placeRow(next, state.conversations[row.id], row), before);
}

function cursorsOf({ id, members, lastReadSequence }: Conversation, me: string): Cursor[] {
  const others = members.flatMap((member) => (
    member.lastReadSequence === null ? [] : [{ conversationId: id, userId: member.userId, lastReadSequence: member.lastReadSequence }]
  ));
  return [...others, { conversationId: id, userId: me, lastReadSequence }];
}

function placeRow(state: ChatState, before: Conversation | undefined, row: Conversation): ChatState {
  return { ...state, lists: place(state.lists, before, row, unreadCount(state, row) > 0) };
}

function withPage(state: ChatState, page: ListPage | undefined): ChatState {
  if (page === undefined || state.hasMore[page.filter] === page.hasMore) return state;
  return { ...state, hasMore: { ...state.hasMore, [page.filter]: page.hasMore } };
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
  const news = people?.filter((person) => !isSame(person, state.people[person.userId])) ?? [];
  if (news.length === 0) return state;
  return { ...state, people: { ...state.people, ...Object.fromEntries(news.map((person) => [person.userId, person])) } };
}

function isSame(person: Person, known: Person | undefined): boolean {
  return known?.userName === person.userName && known.displayName === person.displayName && known.avatarUrl === person.avatarUrl;
}

function putReads(state: ChatState, cursors: readonly Cursor[]): ChatState {
  const isNews = ({ conversationId, userId, lastReadSequence }: Cursor, reads: ChatState['reads']) =>
    (reads[conversationId]?.[userId] ?? 0) < lastReadSequence;
  if (!cursors.some((cursor) => isNews(cursor, state.reads))) return state;
  const reads = { ...state.reads };
  for (const cursor of cursors) {
    if (!isNews(cursor, reads)) continue;
    const { conversationId, userId, lastReadSequence } = cursor;
    reads[conversationId] = { ...reads[conversationId], [userId]: lastReadSequence };
  }
  return { ...state, reads };
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

function putReacting(all: ChatState['reacting'], { messageId, emoji, isGiven }: Extract<Action, { type: 'reacting' }>): ChatState['reacting'] {
  const others = omit(all[messageId] ?? {}, emoji);
  const wanted = isGiven === null ? others : { ...others, [emoji]: isGiven };
  return Object.keys(wanted).length === 0 ? omit(all, messageId) : { ...all, [messageId]: wanted };
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
