import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Search, type SearchPage } from './search';

interface Asked { query: string; cursor: string | null; signal: AbortSignal; answer: (page: SearchPage<string>) => void; fail: (error: Error) => void }

let asked: Asked[];
let search: Search<string>;

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  search = new Search((query, cursor, signal) => new Promise((answer, fail) => asked.push({ query, cursor, signal, answer, fail })));
});
afterEach(() => vi.useRealTimers());

const wait = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

test('asks once, a moment after the last key', async () => {
  for (const text of ['b', 'bi', 'bin ']) {
    search.set(text);
    await wait(150);
  }
  expect(asked).toEqual([]);
  await wait(50);
  expect(asked.map(({ query, cursor }) => [query, cursor])).toEqual([['bin', null]]);
  expect(search.getSnapshot()).toMatchObject({ query: 'bin', isDone: false });
});

test('an answer that is no longer wanted is cancelled and not shown', async () => {
  search.set('a');
  await wait(200);
  search.set('b');
  expect(asked[0]?.signal.aborted).toBe(true);
  await wait(200);
  asked[1]?.answer({ items: ['Bình'], nextCursor: null });
  asked[0]?.answer({ items: ['An'], nextCursor: null });
  await wait();
  expect(search.getSnapshot()).toEqual({ query: 'b', items: ['Bình'], isDone: true, hasMore: false, error: null });
});

test('more adds the next page, once however often it is asked for', async () => {
  search.set('a');
  await wait(200);
  asked[0]?.answer({ items: ['An'], nextCursor: 'next' });
  await wait();
  search.more();
  search.more();
  expect(asked.map(({ cursor }) => cursor)).toEqual([null, 'next']);
  asked[1]?.answer({ items: ['Ánh'], nextCursor: null });
  await wait();
  search.more();
  expect(search.getSnapshot()).toMatchObject({ items: ['An', 'Ánh'], hasMore: false });
  expect(asked).toHaveLength(2);
});

test('after a failure more asks for the same page again, and hits stay', async () => {
  search.set('a');
  await wait(200);
  asked[0]?.answer({ items: ['An'], nextCursor: 'next' });
  await wait();
  search.more();
  asked[1]?.fail(new Error('gone'));
  await wait();
  expect(search.getSnapshot()).toMatchObject({ items: ['An'], hasMore: true, isDone: true });
  expect(search.getSnapshot().error).not.toBeNull();
  search.more();
  expect(asked[2]?.cursor).toBe('next');
});

test('hits stay until the next ones are here, and go with the text', async () => {
  search.set('a');
  await wait(200);
  asked[0]?.answer({ items: ['An'], nextCursor: null });
  await wait();
  search.set('an');
  expect(search.getSnapshot()).toMatchObject({ items: ['An'], isDone: false });
  search.set('  ');
  await wait(200);
  expect(search.getSnapshot().items).toEqual([]);
  expect(asked).toHaveLength(1);
});
