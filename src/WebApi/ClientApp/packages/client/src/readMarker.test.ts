import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiError } from './errors';
import { ReadMarker } from './readMarker';

let put: [string, number][] = [];
let failure: Error | null = null;
let marker: ReadMarker;

beforeEach(() => {
  vi.useFakeTimers();
  put = [];
  failure = null;
  marker = new ReadMarker((id, sequence) => {
    put.push([id, sequence]);
    return failure ? Promise.reject(failure) : Promise.resolve();
  });
});
afterEach(() => {
  marker.stop();
  vi.useRealTimers();
});

test('the first at once, then the last of each half second, and never backwards', async () => {
  for (const sequence of [1, 2, 3, 2]) marker.mark('c', sequence);
  expect(put).toEqual([['c', 1]]);
  await vi.advanceTimersByTimeAsync(500);
  expect(put).toEqual([['c', 1], ['c', 3]]);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(put).toHaveLength(2);
});

test('what failed is sent again at once when the connection is back', async () => {
  failure = new Error('down');
  marker.mark('c', 4);
  await vi.advanceTimersByTimeAsync(1);
  failure = null;
  marker.flush();
  await vi.advanceTimersByTimeAsync(1);
  expect(put).toEqual([['c', 4], ['c', 4]]);
});

test('a mark that fails is repeated, later and later, until the server has the last one', async () => {
  failure = new ApiError(503, {});
  marker.mark('c', 4);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(put.length).toBeGreaterThan(4);
  expect(put.length).toBeLessThan(40);
  marker.mark('c', 6);
  failure = null;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(put.at(-1)).toEqual(['c', 6]);
  const { length } = put;
  await vi.advanceTimersByTimeAsync(600_000);
  expect(put).toHaveLength(length);
});

test('a refused mark is not repeated, a later one is sent', async () => {
  failure = new ApiError(404, {});
  marker.mark('c', 4);
  await vi.advanceTimersByTimeAsync(600_000);
  marker.flush();
  expect(put).toEqual([['c', 4]]);
  failure = null;
  marker.mark('c', 5);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(put).toEqual([['c', 4], ['c', 5]]);
});

test('who leaves takes back what waits', async () => {
  marker.mark('c', 1);
  marker.mark('c', 2);
  marker.mark('d', 1);
  marker.forget('c');
  await vi.advanceTimersByTimeAsync(5_000);
  marker.flush();
  expect(put).toEqual([['c', 1], ['d', 1]]);
});
