import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PresenceWatch } from './presenceWatch';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function start() {
  const fetch = vi.fn((ids: string[]) => Promise.resolve(ids.map((userId) => ({ userId, status: 'online' as const, lastActiveAt: null }))));
  return { fetch, watch: new PresenceWatch({ fetch, onPresence: () => undefined }) };
}

test('everybody is asked for once, whenever they come on screen', async () => {
  const { fetch, watch } = start();
  watch.watch(['an']);
  watch.watch(['an', 'binh']);
  await vi.advanceTimersByTimeAsync(1_000);
  watch.watch(['chi', 'an']);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(fetch.mock.calls).toEqual([[['an', 'binh']], [['chi']]]);
});

test('those who pass the screen in a moment, as in a list that is scrolled, are not asked for', async () => {
  const { fetch, watch } = start();
  const leave = watch.watch(['an', 'binh']);
  watch.watch(['chi']);
  leave();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(fetch.mock.calls).toEqual([[['chi']]]);
});
