import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SyncQuery } from './api';
import { ApiError } from './errors';
import type { Answer, RequestOptions } from './http';
import { SyncLoop } from './syncLoop';
import type { SyncAnswer } from './types';

interface Call {
  query: SyncQuery;
  signal: AbortSignal | undefined;
  answer: (answer: Partial<SyncAnswer> | 304) => void;
  fail: (error: unknown) => void;
}

let calls: Call[] = [];
let applied: (SyncAnswer | null)[] = [];
let cursor = '1';
let loop: SyncLoop;

function fetch(query: SyncQuery, options: RequestOptions): Promise<Answer<SyncAnswer | null>> {
  return new Promise((resolve, reject) => {
    options.signal?.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
    const full = { cursor: '2', hasMore: false, conversations: [], conversation: null, presence: [], pollAfterMs: 3_000 };
    calls.push({
      query,
      signal: options.signal,
      answer: (answer) => resolve(answer === 304
        ? { status: 304, data: null, etag: 'e' }
        : { status: 200, data: { ...full, ...answer }, etag: 'e' }),
      fail: reject,
    });
  });
}

beforeEach(() => {
  vi.useFakeTimers();
  [calls, applied, cursor] = [[], [], '1'];
  loop = new SyncLoop({
    fetch, query: () => ({ cursor }), begin: () => null,
    apply: (answer) => { applied.push(answer); cursor = answer?.cursor ?? cursor; },
    onSuccess: () => undefined, onFailure: () => undefined, waitSeconds: () => 25, pollAfterMs: () => 3_000,
  });
});
afterEach(() => {
  loop.stop();
  vi.useRealTimers();
});

const settle = () => vi.advanceTimersByTimeAsync(0);

test('a request ends when nothing is left to fetch', async () => {
  const done = vi.fn();
  void loop.request().then(done);
  await settle();
  calls[0]?.answer({ cursor: '2', hasMore: true });
  await settle();
  expect(done).not.toHaveBeenCalled();
  expect(calls[1]?.query.cursor).toBe('2');
  calls[1]?.answer({ cursor: '3' });
  await settle();
  expect(done).toHaveBeenCalled();
  expect(calls).toHaveLength(2);
});

test('a request while one is under way is served by one more, not by the one that began before it', async () => {
  const [first, second, third] = [vi.fn(), vi.fn(), vi.fn()];
  void loop.request().then(first);
  await settle();
  void loop.request().then(second);
  void loop.request().then(third);
  calls[0]?.answer(304);
  await settle();
  expect(first).toHaveBeenCalled();
  expect(second).not.toHaveBeenCalled();
  calls[1]?.answer(304);
  await settle();
  expect(second).toHaveBeenCalled();
  expect(third).toHaveBeenCalled();
  expect(calls).toHaveLength(2);
});

test('polling waits on the server; a request cuts the wait short and polling goes on after it', async () => {
  loop.setPolling(true);
  await settle();
  expect(calls[0]?.query.wait).toBe(25);
  const done = vi.fn();
  void loop.request().then(done);
  await settle();
  expect(calls[0]?.signal?.aborted).toBe(true);
  expect(calls[1]?.query.wait).toBe(0);
  calls[1]?.answer({});
  await settle();
  expect(done).toHaveBeenCalled();
  expect(calls[2]?.query.wait).toBe(25);
  expect(applied).toHaveLength(1);
});

test('the end of polling ends the waiting request', async () => {
  loop.setPolling(true);
  await settle();
  loop.setPolling(false);
  await settle();
  expect(calls[0]?.signal?.aborted).toBe(true);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(calls).toHaveLength(1);
});

test('a server that does not hold the request is not asked in a hot loop', async () => {
  loop.setPolling(true);
  await settle();
  calls[0]?.answer(304);
  await settle();
  expect(calls).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(calls).toHaveLength(2);
});

test('a request that ends because somebody types is followed by the next at once, and the same typist again is no news', async () => {
  const typing = { id: 'c', typing: [{ userId: 'an' }], messages: [], members: [], hasMore: false } as unknown as SyncAnswer['conversation'];
  loop.setPolling(true);
  await settle();
  calls[0]?.answer({ conversation: typing });
  await settle();
  expect(calls).toHaveLength(2);
  calls[1]?.answer({ conversation: typing });
  await settle();
  expect(calls).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(calls).toHaveLength(3);
});

test('failures are tried again, later and later, and the request stays open', async () => {
  const done = vi.fn();
  void loop.request().then(done);
  await settle();
  for (let at = 0; at < 3; at += 1) {
    calls[at]?.fail(new ApiError(503, {}, 5_000));
    await vi.advanceTimersByTimeAsync(4_999);
    expect(calls).toHaveLength(at + 1);
    await vi.advanceTimersByTimeAsync(10_000);
  }
  calls[3]?.answer(304);
  await settle();
  expect(done).toHaveBeenCalled();
});

test('after stop nothing is asked and nothing applied', async () => {
  loop.setPolling(true);
  await settle();
  loop.stop();
  calls[0]?.answer({});
  await vi.advanceTimersByTimeAsync(60_000);
  expect(calls).toHaveLength(1);
  expect(applied).toEqual([]);
});

test('a restart ends the waiting poll at once, and the next one asks with the query as it is now', async () => {
  loop.setPolling(true);
  await settle();
  expect(calls[0]?.query).toEqual({ cursor: '1', wait: 25 });
  cursor = '7';
  loop.restart();
  await settle();
  expect(calls[0]?.signal?.aborted).toBe(true);
  expect(calls[1]?.query).toEqual({ cursor: '7', wait: 25 });
});

test('a restart does not cut a catch-up short and starts nothing', async () => {
  loop.restart();
  await settle();
  expect(calls).toHaveLength(0);
  void loop.request();
  await settle();
  loop.restart();
  await settle();
  expect(calls[0]?.signal?.aborted).toBe(false);
  expect(calls).toHaveLength(1);
});
