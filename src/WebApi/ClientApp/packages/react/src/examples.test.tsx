import { act, cleanup, render } from '@testing-library/react';
import Pusher from 'pusher-js';
import { StrictMode, type ReactNode } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { chatChannel, ChatClient, SessionStore, userChannel } from '@messaging/client';
import { fakeApi } from '../../client/testing/fakeApi';
import { FakeSocket } from '../../client/testing/fakeSocket';
import { authOf, config, me, message, row } from '../../client/testing/fixtures';
import { Chat, ConnectionLine, Dot, Inbox, Input, LastSeen, MyName, NotifyMe, ReadFlash, Thread } from './examples';
import source from './examples.tsx?raw';
import readme from '../README.md?raw';
import { ChatContext } from '.';

vi.mock('pusher-js', () => import('pusher-js/dist/web/pusher'));

let client: ChatClient;
let api: ReturnType<typeof fakeApi>;
const wrapper = ({ children }: { children: ReactNode }) => <StrictMode><ChatContext value={client}>{children}</ChatContext></StrictMode>;

beforeEach(async () => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', FakeSocket);
  localStorage.clear();
  const push = { ...config.push, driver: 'pusher', wsHost: 'push.test' };
  api = fakeApi({
    'GET /config': () => ({ ...config, push }),
    'GET /me': () => me,
    'GET /conversations': () => ({ items: [row(1)], nextCursor: null, syncCursor: 'u1' }),
    'GET /conversations/c/messages': () => ({ items: [message(1)], nextCursor: null, hasOlder: false, hasNewer: false, syncCursor: 'c1' }),
    'GET /sync': () => ({ cursor: 'u1', hasMore: false, conversations: [], conversation: null, presence: [], pollAfterMs: 3_000 }),
    'GET /presence': () => ({ items: [{ userId: 'an', status: 'online', lastActiveAt: null }], nextCursor: null }),
    'POST /conversations/c/typing': () => null,
    'PUT /conversations/c/read': () => row(2),
  });
  client = new ChatClient({ session: new SessionStore(authOf(() => Promise.reject(new Error('not signed in')))), me, config: { ...config, push }, pusher: Pusher });
  client.start();
  await act(() => vi.advanceTimersByTimeAsync(100));
});
afterEach(() => {
  cleanup();
  client.stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** Everything that a hook can hold on to. */
const held = () => ({
  store: client.store.listenerCount,
  notifications: client.notifications.listenerCount,
  presence: client.presence.watchedCount,
  open: client.chats.current,
  channels: client.channels?.names,
  ownChannel: client.channels?.consumersOf(userChannel(me.id)),
});

const examples: [name: string, element: ReactNode, holds: Partial<Record<keyof ReturnType<typeof held>, unknown>>][] = [
  ['usePusher', <ConnectionLine />, { store: 1 }],
  ['usePusherEvent', <LastSeen />, { store: 1, ownChannel: 2 }],
  ['useChannel', <ReadFlash conversationId="c" />, { channels: [userChannel(me.id), chatChannel('c')] }],
  ['useConversations', <Inbox onOpen={() => undefined} />, { store: 5 }],
  ['useRealtimeMessages', <Thread conversationId="c" />, { store: 5, open: 'c', channels: [userChannel(me.id), chatChannel('c')] }],
  ['useTyping', <Input conversationId="c" />, { store: 1 }],
  ['usePresence', <Dot userId="an" />, { store: 1, presence: 1 }],
  ['useNotifications', <NotifyMe />, { notifications: 1 }],
  ['useChatState', <MyName />, { store: 1 }],
];

test.each(examples)('%s leaves nothing behind, under StrictMode and mounted twice', async (_, element, holds) => {
  const before = held();
  const [first, second] = [render(element, { wrapper }), render(element, { wrapper })];
  first.unmount();
  await act(() => vi.advanceTimersByTimeAsync(5_000));
  expect(held()).toMatchObject({ ...before, ...holds });
  second.unmount();
  await act(() => vi.advanceTimersByTimeAsync(5_000));
  expect(held()).toEqual(before);
});

test('a provider connects, and stops what it has made', async () => {
  const session = vi.fn(() => 'token');
  const shown = render(<StrictMode><Chat getToken={session}><MyName /></Chat></StrictMode>);
  expect(shown.container.textContent).toBe('Connecting…');
  await act(async () => {
    await vi.advanceTimersByTimeAsync(1_000);
    await vi.dynamicImportSettled();
    await vi.advanceTimersByTimeAsync(1_000);
  });
  expect(shown.container.textContent).toBe('Me');
  expect(session).toHaveBeenCalledWith({ refresh: false });
  client.stop();
  api.asked.length = 0;
  await act(() => vi.advanceTimersByTimeAsync(60_000));
  expect(api.asked).toContain('GET /sync');
  shown.unmount();
  api.asked.length = 0;
  await act(() => vi.advanceTimersByTimeAsync(60_000));
  expect(api.asked).toEqual([]);
  expect(FakeSocket.opened.every((socket) => socket.readyState > 1)).toBe(true);
});

test('the README shows the examples as they are compiled', () => {
  const regions = [...source.matchAll(/\/\/ region \w+\n([\s\S]*?)\n\/\/ endregion/g)].map((match) => match[1]);
  const blocks = [...readme.matchAll(/```tsx\n([\s\S]*?)\n```/g)].map((match) => match[1]);
  expect(regions.length).toBeGreaterThan(8);
  expect(blocks).toEqual(regions);
});
