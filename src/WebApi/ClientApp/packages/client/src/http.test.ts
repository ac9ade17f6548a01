import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { authOf } from '../testing/fixtures';
import { ApiError } from './errors';
import { HttpClient } from './http';
import { SessionStore } from './session';
import type { Session } from './types';

let answers: (() => Response | Promise<Response>)[] = [];
let failures: number[] = [];
let refresh: (token: string) => Promise<Session>;
let session: SessionStore;
let http: HttpClient;

const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
const user = { id: 'me', userName: 'me', displayName: 'Me', avatarUrl: null };
const tokens = (name: string) => ({ accessToken: `access ${name}`, refreshToken: `refresh ${name}`, expiresIn: 3_600, user }) as Session;

beforeEach(() => {
  localStorage.clear();
  [answers, failures] = [[], []];
  vi.stubGlobal('fetch', vi.fn(() => Promise.resolve().then(() => (answers.shift() ?? (() => json(200, 'ok')))())));
  refresh = () => Promise.resolve(tokens('2'));
  session = new SessionStore(authOf((token) => refresh(token)));
  session.save(tokens('1'));
  http = new HttpClient(session, (error) => failures.push(error.status));
});
afterEach(() => vi.unstubAllGlobals());

test.each([
  ['a page of something on the way', () => new Response('<h1>Sign in to the network</h1>', { headers: { 'Content-Type': 'text/html' } })],
  ['JSON that was cut off', () => new Response('{"id":', { headers: { 'Content-Type': 'application/json' } })],
  ['no answer', () => Promise.reject(new TypeError('Failed to fetch'))],
  ['an answer that breaks off', () => {
    const body = new ReadableStream({ start: (stream) => stream.error(new TypeError('network error')) });
    return new Response(body, { headers: { 'Content-Type': 'application/json' } });
  }],
] as [string, () => Response | Promise<Response>][])('%s is no success, and may pass', async (_, answer) => {
  answers = [answer];
  const failure: unknown = await http.request('GET', '/x').catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ApiError);
  expect(failure).toMatchObject({ status: 0, isRefusal: false });
  expect(failures).toEqual([0]);
});

test('an old token is renewed once, and the request repeated', async () => {
  answers = [() => json(401, {})];
  expect((await http.request('GET', '/x')).data).toBe('ok');
  expect(session.accessToken).toBe('access 2');
  expect(failures).toEqual([]);
});

test('a refused refresh ends the session: its tokens are dropped, and everyone hears of it', async () => {
  answers = [() => json(401, {})];
  refresh = () => Promise.reject(new ApiError(401, { code: 'session_ended' }));
  const heard = vi.fn();
  session.subscribe(heard);
  await expect(http.request('GET', '/x')).rejects.toMatchObject({ status: 401 });
  expect([session.user, session.accessToken, session.hasEnded]).toEqual([null, null, true]);
  expect(localStorage.getItem('messaging.session')).toBeNull();
  expect(heard).toHaveBeenCalled();
  session.save(tokens('3'));
  expect(session.hasEnded).toBe(false);
});

test.each([0, 403, 408, 429, 500, 503])('a refresh that fails with %i and no code of the API ends nothing', async (status) => {
  answers = [() => json(401, {})];
  refresh = () => Promise.reject(new ApiError(status, {}));
  await expect(http.request('GET', '/x')).rejects.toBeInstanceOf(ApiError);
  expect(session.user).not.toBeNull();
});

test('a refused refresh of a tab that came late ends nothing: the token of the other tab is good', async () => {
  answers = [() => json(401, {})];
  refresh = () => {
    // Without Web Locks two tabs refresh at once; the other one was faster.
    localStorage.setItem('messaging.session', JSON.stringify({ ...tokens('other'), expiresAt: Date.now() + 3_600_000 }));
    return Promise.reject(new ApiError(401, { code: 'session_ended' }));
  };
  expect((await http.request('GET', '/x')).data).toBe('ok');
  expect(session.accessToken).toBe('access other');
});

test('an optional request that fails says nothing about the API', async () => {
  answers = [() => json(500, {}), () => json(500, {})];

  await expect(http.request('POST', '/pusher/auth', { optional: true })).rejects.toBeInstanceOf(ApiError);
  expect(failures).toEqual([]);
  await expect(http.request('GET', '/x')).rejects.toBeInstanceOf(ApiError);
  expect(failures).toEqual([500]);
});
