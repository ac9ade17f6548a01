import type Pusher from 'pusher-js';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakePusher } from '../testing/fakePusher';
import { Channels } from './channels';

let pusher: FakePusher;
let channels: Channels;
const renew = vi.fn(() => Promise.resolve(true));

beforeEach(() => {
  vi.useFakeTimers();
  renew.mockClear();
  pusher = new FakePusher();
  channels = new Channels(pusher as unknown as Pusher, renew);
});
afterEach(() => vi.useRealTimers());

test('consumers share one subscription, and each gets every event', () => {
  const [a, b] = [vi.fn(), vi.fn()];
  channels.join('x', { 'typing-start': a });
  channels.join('x', { 'typing-start': b });
  pusher.channel('x').emit('typing-start', { userId: 'an' });
  expect(pusher.subscribed).toEqual(['x']);
  expect(a).toHaveBeenCalledWith({ userId: 'an' });
  expect(b).toHaveBeenCalledTimes(1);
});

test('leaving does not cut off the others, and the last one leaves at once', () => {
  const events = vi.fn();
  const leaveA = channels.join('x', { 'typing-start': vi.fn() });
  const leaveB = channels.join('x', { 'typing-start': events });
  leaveA();
  leaveA();
  vi.advanceTimersByTime(5_000);
  pusher.channel('x').emit('typing-start', {});
  expect(events).toHaveBeenCalled();
  leaveB();
  vi.advanceTimersByTime(50);
  expect(pusher.unsubscribed).toEqual(['x']);
  expect(pusher.channel('x').handlerCount).toBe(0);
});

test('a remount keeps the subscription', () => {
  channels.join('x', {})();
  channels.join('x', {});
  vi.advanceTimersByTime(5_000);
  expect(pusher.subscribed).toEqual(['x']);
  expect(pusher.unsubscribed).toEqual([]);
});

test('a late consumer hears of a subscription that is already there, and of every later one', () => {
  channels.join('x', {});
  pusher.channel('x').succeed();
  const onSubscribed = vi.fn();
  channels.join('x', { onSubscribed });
  expect(onSubscribed).toHaveBeenCalledTimes(1);
  pusher.channel('x').succeed();
  expect(onSubscribed).toHaveBeenCalledTimes(2);
});

describe('a refused subscription', () => {
  test('403 is final', () => {
    const onRefused = vi.fn();
    channels.join('x', { onRefused });
    pusher.channel('x').emit('pusher:subscription_error', { status: 403 });
    vi.advanceTimersByTime(120_000);
    expect(onRefused).toHaveBeenCalledWith(403);
    expect(pusher.subscribed).toEqual(['x']);
  });

  test('401 renews the token and tries again at once', async () => {
    channels.join('x', {});
    pusher.channel('x').emit('pusher:subscription_error', { status: 401 });
    await vi.advanceTimersByTimeAsync(0);
    expect(renew).toHaveBeenCalledTimes(1);
    expect(pusher.subscribed).toEqual(['x', 'x']);
  });

  test('anything else is tried again, later and later, until it works', async () => {
    channels.join('x', {});
    pusher.channel('x').emit('pusher:subscription_error', { status: 503 });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(pusher.subscribed).toHaveLength(2);
    pusher.channel('x').emit('pusher:subscription_error', { status: 0 });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(pusher.subscribed).toHaveLength(3);
  });
});
