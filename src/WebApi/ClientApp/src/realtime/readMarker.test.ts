import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ReadMarker } from './readMarker';

let put: [string, number][] = [];
let fails = false;
let marker: ReadMarker;

beforeEach(() => {
  vi.useFakeTimers();
  put = [];
  fails = false;
  marker = new ReadMarker((id, sequence) => {
    put.push([id, sequence]);
    return fails ? Promise.reject(new Error('down')) : Promise.resolve();
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

test('what failed is sent again when the connection is back', async () => {
  fails = true;
  marker.mark('c', 4);
  await vi.advanceTimersByTimeAsync(500);
  fails = false;
  marker.flush();
  expect(put).toEqual([['c', 4], ['c', 4]]);
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
