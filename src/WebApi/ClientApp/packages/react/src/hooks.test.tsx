import { act, cleanup, renderHook } from '@testing-library/react';
import { StrictMode, type ReactNode } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ChatClient, SessionStore } from '@messaging/client';
import { authOf, config, me, message, row } from '../../client/testing/fixtures';
import { fakeApi } from '../../client/testing/fakeApi';
import { ChatContext, useConversations, useNotifications, usePresence, usePusher, useRealtimeMessages, useTyping, useConversationSearch, usePeopleSearch } from '.';

let client: ChatClient;
let api: ReturnType<typeof fakeApi>;
const wrapper = ({ children }: { children: ReactNode }) => <StrictMode><ChatContext value={client}>{children}</ChatContext></StrictMode>;
const settle = () => act(() => vi.advanceTimersByTimeAsync(100));

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  api = fakeApi({
    'GET /conversations': () => ({ items: [row(1, { unreadCount: 2, lastMessage: { id: 'm2', sequence: 2, senderId: 'an', body: 'Hi', sentAt: '', deleted: false, change: null, mentionsMe: false } })], nextCursor: null, syncCursor: 'u1' }),
    'GET /conversations/c/messages': () => ({ items: [message(1), message(2)], nextCursor: null, hasOlder: false, hasNewer: false, syncCursor: 'c1' }),
    'GET /sync': () => ({ cursor: 'u1', hasMore: false, conversations: [], conversation: null, presence: [], pollAfterMs: 3_000 }),
    'GET /presence': () => ({ items: [{ userId: 'an', status: 'online', lastActiveAt: null }], nextCursor: null }),
    'POST /conversations/c/messages': (_, init) => {
      const sent = JSON.parse(init.body as string) as { id: string; body: string };
      return message(3, { ...sent, senderId: 'me' });
    },
    'POST /conversations/c/typing': () => null,
    'PUT /conversations/c/read': () => null,
  });
  client = new ChatClient({ session: new SessionStore(authOf(() => Promise.reject(new Error('not signed in')))), me, config });
  client.start();
});
afterEach(() => {
  cleanup();
  client.stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test('messages: loaded once under StrictMode, sent optimistically, confirmed in place', async () => {
  const { result } = renderHook(() => useRealtimeMessages('c'), { wrapper });
  await settle();
  expect(result.current.messages.map((item) => item.body)).toEqual(['text 1', 'text 2']);
  expect(api.asked.filter((key) => key === 'GET /conversations/c/messages')).toHaveLength(1);

  let id = '';
  act(() => { id = result.current.send('Hello'); });
  expect(result.current.messages.at(-1)).toMatchObject({ id, body: 'Hello', senderId: 'me', localState: 'sending' });
  await settle();
  expect(result.current.messages.at(-1)).toEqual(message(3, { id, body: 'Hello', senderId: 'me' }));
  expect(result.current.messages).toHaveLength(3);
});

test('search of people: asked once under StrictMode, page after page', async () => {
  api.routes['GET /users'] = (url) => ({
    items: [{ id: url.searchParams.get('cursor') ?? url.searchParams.get('query'), userName: 'x', displayName: 'X', avatarUrl: null }],
    nextCursor: url.searchParams.get('cursor') === null ? 'next' : null,
  });
  const { result, rerender } = renderHook(({ query }) => usePeopleSearch(query), { wrapper, initialProps: { query: '' } });
  for (const query of ['b', 'bì']) rerender({ query });
  expect(result.current.isDone).toBe(false);
  await act(() => vi.advanceTimersByTimeAsync(300));
  expect(result.current).toMatchObject({ isDone: true, hasMore: true });
  act(() => result.current.more());
  await settle();
  expect(result.current.items.map((user) => user.id)).toEqual(['bì', 'next']);
  expect(result.current.hasMore).toBe(false);
  expect(api.asked.filter((key) => key === 'GET /users')).toHaveLength(2);
});

test('search of conversations: rows that are not loaded are found, and stay live', async () => {
  await settle();
  api.routes['GET /conversations'] = () => ({ items: [row(1), row(4, { id: 'old' })], nextCursor: null, syncCursor: 'u1', unreadTotal: null });
  const { result } = renderHook(() => useConversationSearch('an'), { wrapper });
  await act(() => vi.advanceTimersByTimeAsync(300));
  expect(result.current.items.map((found) => found.id)).toEqual(['c', 'old']);
  expect(Object.keys(client.store.getSnapshot().conversations)).toEqual(['c']);
  act(() => client.store.dispatch({ type: 'rows', rows: [row(5, { unreadCount: 9 })] }));
  expect(result.current.items[0]?.unreadCount).toBe(9);
});

test('conversations: the badge goes when I have read to the end', async () => {
  const { result } = renderHook(() => useConversations({ filter: 'unread' }), { wrapper });
  await settle();
  expect(result.current.totalUnread).toBe(2);
  act(() => client.markRead('c', 2));
  expect(result.current.totalUnread).toBe(0);
  expect(result.current.conversations).toEqual([]);
});

test('presence: unknown until the server has said something, and asked for once', async () => {
  const { result } = renderHook(() => usePresence(['an']), { wrapper });
  expect(result.current.get('an').status).toBe('unknown');
  await settle();
  expect(result.current.get('an').status).toBe('online');
  expect(api.asked.filter((key) => key === 'GET /presence')).toHaveLength(1);
});

test('typing: says stopped when the component goes', async () => {
  const { result, unmount } = renderHook(() => useTyping('c'), { wrapper });
  act(() => result.current.onInput('H'));
  unmount();
  await settle();
  expect(api.asked.filter((key) => key === 'POST /conversations/c/typing')).toHaveLength(2);
});

test('without push the transport is polling', async () => {
  const { result } = renderHook(() => usePusher(), { wrapper });
  await settle();
  expect(result.current).toMatchObject({ status: 'polling', transport: 'poll' });
});

test('no listener is left behind', async () => {
  const before = client.store.listenerCount;
  const { unmount } = renderHook(() => {
    useConversations();
    useRealtimeMessages('c');
    useTyping('c');
    usePresence(['an']);
    useNotifications();
    usePusher();
  }, { wrapper });
  await settle();
  expect(client.store.listenerCount).toBeGreaterThan(before);
  expect(client.chats.current).toBe('c');
  unmount();
  expect(client.store.listenerCount).toBe(before);
  expect(client.chats.current).toBeNull();
});
