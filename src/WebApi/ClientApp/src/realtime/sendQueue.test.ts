import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { message } from '../testing/fixtures';
import { ApiError } from './errors';
import { QueueStorage } from './queueStorage';
import { SendQueue, type SendQueueDriver } from './sendQueue';
import type { PendingMessage } from './state';
import type { Message } from './types';

type Answer = 'ok' | ApiError;

let online = true;
let answers: Answer[] = [];
let posted: { id: string; body: string }[] = [];
let sent: Message[] = [];
let states: string[] = [];

const driver: SendQueueDriver = {
  post: (pending) => {
    posted.push({ id: pending.id, body: pending.body });
    const answer = answers.shift() ?? 'ok';
    return answer === 'ok' ? Promise.resolve(message(posted.length, { id: pending.id, body: pending.body })) : Promise.reject(answer);
  },
  onChanged: (pending: PendingMessage) => states.push(pending.state),
  onSent: (confirmed) => sent.push(confirmed),
  onRemoved: () => states.push('removed'),
  canSend: () => online,
};

const newQueue = () => new SendQueue(new QueueStorage('me'), driver);
const bodies = () => sent.map((item) => item.body);
const lost = new ApiError(0, {});
const refused = new ApiError(403, { code: 'cannot_message_user', retryable: false });

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  [online, answers, posted, sent, states] = [true, [], [], [], []];
});
afterEach(() => vi.useRealTimers());

test('sends in order and forgets what is sent', async () => {
  const queue = newQueue();
  queue.add('c', 'one');
  queue.add('c', 'two');
  await vi.runAllTimersAsync();
  expect(bodies()).toEqual(['one', 'two']);
  expect(new QueueStorage('me').all()).toEqual([]);
});

test('an answer that was lost is asked for again under the same id', async () => {
  answers = [lost, new ApiError(503, {}), 'ok'];
  const id = newQueue().add('c', 'one');
  await vi.runAllTimersAsync();
  expect(posted.map((item) => item.id)).toEqual([id, id, id]);
  expect(bodies()).toEqual(['one']);
});

test('gives up after five lost attempts, keeps the text, and sends it on request', async () => {
  answers = Array.from({ length: 5 }, () => lost);
  const queue = newQueue();
  const id = queue.add('c', 'one');
  queue.add('c', 'two');
  await vi.runAllTimersAsync();
  expect(posted).toHaveLength(5);
  expect(states.at(-1)).toBe('failed');
  queue.retry(id);
  await vi.runAllTimersAsync();
  expect(bodies()).toEqual(['one', 'two']);
});

test('a refused message does not hold up the next one, and is not tried again', async () => {
  answers = [refused];
  const queue = newQueue();
  queue.add('c', 'bad');
  queue.add('c', 'good');
  await vi.runAllTimersAsync();
  expect(posted.map((item) => item.body)).toEqual(['bad', 'good']);
  expect(new QueueStorage('me').all().map((item) => [item.state, item.error?.code])).toEqual([['failed', 'cannot_message_user']]);
});

test('waits while there is no connection, also over a reload, and for this user only', async () => {
  online = false;
  newQueue().add('c', 'one');
  await vi.runAllTimersAsync();
  expect(posted).toEqual([]);
  online = true;
  expect(new QueueStorage('somebody else').all()).toEqual([]);
  newQueue().flush();
  await vi.runAllTimersAsync();
  expect(bodies()).toEqual(['one']);
});

test('waits as long as a limit says', async () => {
  answers = [new ApiError(429, {}, 7_000)];
  newQueue().add('c', 'one');
  await vi.advanceTimersByTimeAsync(6_900);
  expect(posted).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(200);
  expect(bodies()).toEqual(['one']);
});

test('a discarded message is not sent', async () => {
  online = false;
  const queue = newQueue();
  queue.discard(queue.add('c', 'one'));
  online = true;
  queue.flush();
  await vi.runAllTimersAsync();
  expect(posted).toEqual([]);
  expect(states).toEqual(['queued', 'removed']);
});
