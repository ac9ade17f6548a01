import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TypingSender } from './typing';

const sent: string[] = [];
let sender: TypingSender;

beforeEach(() => {
  vi.useFakeTimers();
  sent.length = 0;
  sender = new TypingSender((state) => { sent.push(state); return Promise.resolve(); }, { startIntervalMs: 1_000, idleMs: 3_000 });
});
afterEach(() => vi.useRealTimers());

async function type(text: string, ms = 0) {
  sender.onInput(text);
  await vi.advanceTimersByTimeAsync(ms);
}

test('says started with the first key and once a second', async () => {
  await type('a');
  expect(sent).toEqual(['started']);
  for (let at = 0; at < 24; at += 1) await type('ab', 100);
  expect(sent).toEqual(['started', 'started', 'started']);
});

test('says stopped once after three seconds without a key', async () => {
  await type('a', 2_999);
  expect(sent).toEqual(['started']);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(sent).toEqual(['started', 'stopped']);
});

test('stops on empty text and on leaving, but only what was started', async () => {
  await type('   ');
  sender.stop();
  await vi.advanceTimersByTimeAsync(0);
  expect(sent).toEqual([]);
  await type('a');
  await type('');
  sender.stop();
  await vi.advanceTimersByTimeAsync(0);
  expect(sent).toEqual(['started', 'stopped']);
  await type('b');
  expect(sent).toEqual(['started', 'stopped', 'started']);
});

test('stopped waits for started, and a failed request stops nothing', async () => {
  const order: string[] = [];
  const slow = new TypingSender(async (state) => {
    await new Promise((resolve) => setTimeout(resolve, state === 'started' ? 500 : 0));
    order.push(state);
    throw new Error('refused');
  }, { startIntervalMs: 1_000, idleMs: 3_000 });
  slow.onInput('a');
  slow.stop();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(order).toEqual(['started', 'stopped']);
});
