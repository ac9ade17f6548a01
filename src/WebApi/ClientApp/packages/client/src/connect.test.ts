// @vitest-environment node
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { config, me, message } from '../testing/fixtures';
import { connect } from './connect';

interface Asked { url: string; token: string | null }

let asked: Asked[] = [];
/** Tokens that the server takes. */
let good: string[] = [];

const base = 'https://chat.example.com';
const answers: Record<string, unknown> = {
  '/api/v1/config': config,
  '/api/v1/me': me,
  '/api/v1/conversations': { items: [], nextCursor: null, syncCursor: 'u1' },
  '/api/v1/sync': { cursor: 'u1', hasMore: false, conversations: [], conversation: null, presence: [], pollAfterMs: 3_000 },
  '/api/v1/conversations/c/messages': message(1, { senderId: 'me' }),
};
const endingIn = (seconds: number) => `h.${btoa(JSON.stringify({ exp: Math.floor(Date.now() / 1000) + seconds }))}.s`;

beforeEach(() => {
  [asked, good] = [[], []];
  vi.stubGlobal('fetch', vi.fn((url: string, init: RequestInit) => {
    const token = (init.headers as Record<string, string>).Authorization?.replace('Bearer ', '') ?? null;
    asked.push({ url, token });
    const path = new URL(url).pathname;
    const isOpen = path === '/api/v1/config' || (token !== null && good.includes(token));
    return Promise.resolve(Response.json(isOpen ? (answers[path] ?? {}) : {}, { status: isOpen ? 200 : 401 }));
  }));
});
afterEach(() => vi.unstubAllGlobals());

test('importing the package touches nothing, in a process without window', async () => {
  const before = Object.getOwnPropertyNames(globalThis);
  const spies = [vi.spyOn(globalThis, 'setTimeout'), vi.spyOn(globalThis, 'setInterval')];
  vi.resetModules();
  await import('.');
  expect(Object.getOwnPropertyNames(globalThis)).toEqual(before);
  for (const spy of spies) expect(spy).not.toHaveBeenCalled();
  expect(asked).toEqual([]);
});

test('a process connects, sends and stops; every request goes to the base address with the token', async () => {
  good = ['t'];
  const chat = await connect({ baseUrl: `${base}/`, getToken: () => 't' });
  chat.queue.add('c', 'Hello');
  await vi.waitFor(() => expect(asked.some(({ url }) => url === `${base}/api/v1/conversations/c/messages`)).toBe(true));
  expect(chat.store.getSnapshot().me.id).toBe('me');
  chat.stop();
  for (const { url, token } of asked) expect([url.startsWith(`${base}/api/v1/`), token]).toEqual([true, url.endsWith('/config') ? null : 't']);
});

test('a token that the server refuses is renewed and the request repeated', async () => {
  good = ['new'];
  const getToken = vi.fn(({ refresh }: { refresh: boolean }) => (refresh ? 'new' : 'old'));
  const chat = await connect({ baseUrl: base, getToken });
  chat.stop();
  expect(getToken.mock.calls).toEqual([[{ refresh: false }], [{ refresh: true }]]);
});

test('a token is renewed before its end', async () => {
  const [last, next] = [endingIn(20), endingIn(3_600)];
  good = [last, next];
  const chat = await connect({ baseUrl: base, getToken: ({ refresh }) => (refresh ? next : last) });
  await chat.api.me();
  chat.stop();
  expect(asked.at(-1)?.token).toBe(next);
});

test.each([['the same one again', () => 'old'], ['none', ({ refresh }: { refresh: boolean }) => (refresh ? null : 'old')]])(
  'a refused token of which there is %s ends the session', async (_, getToken) => {
    await expect(connect({ baseUrl: base, getToken })).rejects.toMatchObject({ status: 401 });
  });

test('the end of the session ends the client', async () => {
  good = ['t'];
  const chat = await connect({ baseUrl: base, getToken: () => 't' });
  good = [];
  await expect(chat.api.me()).rejects.toMatchObject({ status: 401 });
  expect(chat.store.getSnapshot().connection.status).toBe('unauthorized');
  chat.stop();
});

test('connecting is given up', async () => {
  const abort = new AbortController();
  const connecting = connect({ baseUrl: base, getToken: () => Promise.reject(new Error('issuer is away')), signal: abort.signal });
  setTimeout(() => abort.abort(), 50);
  await expect(connecting).rejects.toMatchObject({ status: 0 });
});
