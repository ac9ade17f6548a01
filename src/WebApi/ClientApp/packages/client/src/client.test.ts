import Pusher from 'pusher-js';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeSocket } from '../testing/fakeSocket';
import { authOf, config, me, message, row } from '../testing/fixtures';
import { ChatClient } from './client';
import { ApiError } from './errors';
import { SessionStore } from './session';

vi.mock('pusher-js', () => import('pusher-js/dist/web/pusher'));

interface Asked { method: string; path: string; query: URLSearchParams; init: RequestInit }

let client: ChatClient;
let session: SessionStore;
let asked: Asked[] = [];
/** Answers before the usual ones; undefined leaves a request to those. */
let override: (request: Asked) => Response | Promise<Response> | undefined;

const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
const hang = () => new Promise<Response>(() => undefined);
const usual: Record<string, () => unknown> = {
  'GET /conversations': () => ({ items: [row(1)], nextCursor: null, syncCursor: 'u1' }),
  'GET /conversations/c/messages': () => ({ items: [message(1)], nextCursor: null, hasOlder: false, hasNewer: false, syncCursor: 'c1' }),
  'GET /sync': () => ({ cursor: 'u1', hasMore: false, conversations: [], conversation: null, presence: [], pollAfterMs: 3_000 }),
  'GET /presence': () => ({ items: [], nextCursor: null }),
  'POST /pusher/auth': () => ({ auth: 'key:signature', channel_data: JSON.stringify({ user_id: 'me' }) }),
  'POST /pusher/user-auth': () => ({ auth: 'key:signature', user_data: JSON.stringify({ id: 'me' }) }),
  'PUT /conversations/c/read': () => row(2),
};

beforeEach(async () => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', FakeSocket);
  FakeSocket.opened = [];
  localStorage.clear();
  [asked, override] = [[], () => undefined];
  vi.stubGlobal('fetch', vi.fn((input: string, init: RequestInit = {}) => {
    const url = new URL(input, 'http://localhost');
    const request = { method: init.method ?? 'GET', path: url.pathname.replace('/api/v1', ''), query: url.searchParams, init };
    asked.push(request);
    const key = `${request.method} ${request.path}`;
    return Promise.resolve(override(request) ?? (usual[key] ? json(200, usual[key]()) : json(404, { code: 'not_found' })));
  }));
  session = new SessionStore(authOf(() => Promise.reject(new ApiError(401, { code: 'session_ended' }))));
  session.save({ accessToken: 'a', refreshToken: 'r', expiresIn: 3_600, user: me });
  const push = { ...config.push, driver: 'pusher', wsHost: 'push.test' };
  client = new ChatClient({ session, me, config: { ...config, push }, pusher: Pusher });
  client.start();
  await settle();
});
afterEach(() => {
  client.stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const settle = (ms = 100) => vi.advanceTimersByTimeAsync(ms);
const view = () => client.store.getSnapshot().connection;
const pending = () => client.store.getSnapshot().pending.c ?? [];
const askedFor = (method: string, path: string) => asked.filter((request) => request.method === method && request.path === path);
const postOf = () => askedFor('POST', '/conversations/c/messages');

/** The state that a joined channel and a finished sync lead to. */
async function becomeLive(): Promise<void> {
  FakeSocket.last.establish();
  await settle();
  client.store.dispatch({ type: 'connection', connection: { ...view(), status: 'live', socket: 'connected', subscribed: true, trouble: null } });
}

describe('signing in to the push service', () => {
  test('every connection is signed in, with a failure that may pass repeated', async () => {
    let failing = 2;
    override = ({ path }) => (path === '/pusher/user-auth' && failing-- > 0 ? json(503, {}) : undefined);
    FakeSocket.last.establish();
    await settle(10_000);
    expect(askedFor('POST', '/pusher/user-auth')).toHaveLength(3);
    expect(String(askedFor('POST', '/pusher/user-auth')[0]?.init.body as URLSearchParams)).toMatch(/^socket_id=1\.\d+$/);
    FakeSocket.last.closeWith(4200);
    await settle(2_000);
    FakeSocket.last.establish();
    await settle();
    expect(askedFor('POST', '/pusher/user-auth')).toHaveLength(4);
  });

  test('a sign-in that is refused because the session ended ends the client', async () => {
    override = ({ path }) => (path === '/pusher/user-auth' ? json(401, {}) : undefined);
    FakeSocket.last.establish();
    await settle();
    expect([session.user, session.hasEnded, view().status, FakeSocket.last.readyState]).toEqual([null, true, 'unauthorized', 3]);
  });
});

describe('a server that fails while the socket lives', () => {
  test.each([[503, 'failing'], [500, 'failing'], [0, 'unreachable']] as const)('%i is shown as %s, asked again, and forgotten when it works', async (status, trouble) => {
    await becomeLive();
    override = () => (status === 0 ? Promise.reject(new TypeError('Failed to fetch')) : json(status, { retryable: true }));
    client.markRead('c', 1);
    await settle(20_000);
    expect([view().status, view().trouble]).toEqual(['live', trouble]);
    expect(askedFor('GET', '/sync').length).toBeGreaterThan(5);
    override = () => undefined;
    const marks = askedFor('PUT', '/conversations/c/read').length;
    await settle(3_000);
    expect(view().trouble).toBeNull();
    expect(askedFor('PUT', '/conversations/c/read').length).toBe(marks + 1);
  });

  test.each([[true, true], [false, false]])('afterwards a connection that was lost without a word (%s) is replaced (%s)', async (isLost, isReplaced) => {
    await becomeLive();
    override = () => Promise.reject(new TypeError('Failed to fetch'));
    FakeSocket.last.isLost = isLost;
    client.markRead('c', 1);
    await settle(5_000);
    override = () => undefined;
    await settle(8_000);
    expect(FakeSocket.opened.length > 1).toBe(isReplaced);
  });

  test('a refusal is no trouble', async () => {
    await becomeLive();
    override = ({ method }) => (method === 'PUT' ? json(404, { code: 'not_found' }) : undefined);
    client.markRead('c', 1);
    await settle(2_000);
    expect(view().trouble).toBeNull();
  });
});

describe('a message whose own answer never comes', () => {
  beforeEach(async () => {
    client.chats.open('c');
    await settle();
    override = ({ method, path }) => (method === 'POST' && path === '/conversations/c/messages' ? hang() : undefined);
  });

  test('is sent when a page, a sync or an event shows it', async () => {
    const id = client.queue.add('c', 'Hello');
    await settle();
    client.store.dispatch({ type: 'messages', conversationId: 'c', messages: [message(2, { id, senderId: 'me', body: 'Hello' })] });
    await settle(600_000);
    expect(client.queue.has(id)).toBe(false);
    expect(pending()).toEqual([]);
    expect(postOf()).toHaveLength(1);
  });

  test('is sent when the list shows it, and stays on screen until it is here', async () => {
    const id = client.queue.add('c', 'Hello');
    await settle();
    const lastMessage = { id, sequence: 2, senderId: 'me', body: 'Hello', sentAt: '2026-01-31T09:15:02.123Z', deleted: false, change: null, mentionsMe: false };
    const syncs = askedFor('GET', '/sync').length;
    client.store.dispatch({ type: 'rows', rows: [row(5, { lastMessage })] });
    expect(client.queue.has(id)).toBe(false);
    expect(pending().map((item) => item.id)).toEqual([id]);
    await settle(2_000);
    expect(askedFor('GET', '/sync').length).toBeGreaterThan(syncs);
    await settle(600_000);
    expect(postOf()).toHaveLength(1);
  });
});

describe('a chat that nobody looks at', () => {
  const conversationsOf = () => askedFor('GET', '/sync').map((request) => request.query.get('conversationId'));
  const hide = (hidden: boolean) => {
    Object.defineProperty(document, 'hidden', { configurable: true, value: hidden });
    document.dispatchEvent(new Event('visibilitychange'));
  };
  afterEach(() => hide(false));

  test('is left at once when it is closed, and not asked for any more', async () => {
    const close = client.chats.open('c');
    await settle();
    expect(client.channels?.names).toContain('presence-chat-c');
    close();
    asked = [];
    await settle(100);
    expect(client.channels?.names).not.toContain('presence-chat-c');
    client.reconnect();
    await settle();
    expect(conversationsOf().length).toBeGreaterThan(0);
    expect(conversationsOf().every((id) => id === null)).toBe(true);
  });

  test('is left at once when the page is hidden, and joined again when it is shown', async () => {
    client.chats.open('c');
    await settle();
    hide(true);
    await settle();
    expect(client.channels?.names).not.toContain('presence-chat-c');
    asked = [];
    client.reconnect();
    await settle();
    expect(conversationsOf().every((id) => id === null)).toBe(true);
    hide(false);
    await settle();
    expect(client.channels?.names).toContain('presence-chat-c');
    expect(conversationsOf()).toContain('c');
  });
});

test('a first page that cannot be loaded comes as soon as the server works', async () => {
  override = ({ path }) => (path === '/conversations/c/messages' ? json(503, {}) : undefined);
  client.chats.open('c');
  await settle(5_000);
  expect(client.store.getSnapshot().logs.c?.status).toBe('error');
  override = () => undefined;
  await settle(30_000);
  expect(client.store.getSnapshot().logs.c?.items).toHaveLength(1);
});

test('nothing is sent on the socket once it is closed', async () => {
  const socket = FakeSocket.last;
  socket.establish();
  await settle();
  for (const channel of ['private-user-me', 'presence-chat-c']) {
    if (channel.endsWith('c')) client.chats.open('c');
    await settle();
    socket.onmessage?.({ data: JSON.stringify({ event: 'pusher_internal:subscription_succeeded', channel, data: '{"presence":{"count":0,"ids":[],"hash":{}}}' }) });
  }
  client.stop();
  await settle(1_000);
  expect([socket.readyState, socket.sentTooLate]).toEqual([3, []]);
});

describe('after ten minutes without the server', () => {
  const syncs = () => askedFor('GET', '/sync').length;
  let isAway = true;

  beforeEach(async () => {
    isAway = true;
    override = () => (isAway ? Promise.reject(new TypeError('Failed to fetch')) : undefined);
    FakeSocket.last.closeWith(1006);
    await settle(10 * 60_000);
    expect(view()).toMatchObject({ status: 'offline', online: true });
  });

  test.each([
    ['sending', () => void client.queue.add('c', 'Hi')],
    ['typing', () => client.typing.sender('c').onInput('H')],
  ])('%s tries at once', async (_, act) => {
    // Just after a look at the server, so that the next one is far.
    for (const before = syncs(); syncs() === before;) await settle(50);
    isAway = false;
    act();
    await settle(500);
    expect(view().trouble).toBeNull();
    expect(view().status).not.toBe('offline');
  });

  test('it is looked for again and again, at most once in two seconds', async () => {
    const before = syncs();
    await settle(60_000);
    expect(syncs() - before).toBeGreaterThan(1);
    expect(syncs() - before).toBeLessThanOrEqual(30);
  });
});
