import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { message } from '../testing/fixtures';
import { ApiError } from './errors';
import { QueueStorage } from './queueStorage';
import { SendQueue, type SendQueueDriver } from './sendQueue';
import { webStorage } from './storage';
import type { PendingMessage } from './state';
import type { Message } from './types';

type Answer = 'ok' | Error;

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
  onWanted: () => undefined,
  lastSequence: () => 0,
  canSend: () => online,
};

const newQueue = () => new SendQueue(new QueueStorage('me', webStorage), driver);
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
  expect(new QueueStorage('me', webStorage).all()).toEqual([]);
});

test('an answer that was lost is asked for again under the same id', async () => {
  answers = [lost, new ApiError(503, {}), 'ok'];
  const id = newQueue().add('c', 'one');
  await vi.runAllTimersAsync();
  expect(posted.map((item) => item.id)).toEqual([id, id, id]);
  expect(bodies()).toEqual(['one']);
});

/** Failures that may pass: no answer, a time-out, a request that was cut off, limits, and every failure of the server. */
const passing = [
  lost, new ApiError(401, {}), new ApiError(408, {}), new ApiError(425, {}), new ApiError(429, { retryable: false }),
  new ApiError(500, { retryable: false }), new ApiError(502, {}), new ApiError(503, { retryable: true }), new ApiError(504, {}),
  new ApiError(409, { retryable: true }), new DOMException('', 'AbortError'), new DOMException('', 'TimeoutError'), new TypeError('Failed to fetch'),
];

test.each(passing)('%s is repeated for as long as it takes, and the next messages wait for it', async (failure) => {
  answers = Array.from({ length: 40 }, () => failure);
  const queue = newQueue();
  const id = queue.add('c', 'one');
  queue.add('c', 'two');
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(posted.slice(0, 41).every((item) => item.id === id)).toBe(true);
  expect(bodies()).toEqual(['one', 'two']);
  expect(states).not.toContain('failed');
});

test.each([400, 403, 404, 409, 413, 415, 422, 451])('%i is a refusal: it fails that message, and retrying by hand sends it', async (status) => {
  answers = [new ApiError(status, {})];
  const queue = newQueue();
  const id = queue.add('c', 'refused');
  queue.add('c', 'two');
  await vi.runAllTimersAsync();
  queue.add('c', 'three');
  await vi.runAllTimersAsync();
  expect(bodies()).toEqual(['two', 'three']);
  queue.retry(id);
  await vi.runAllTimersAsync();
  expect(bodies()).toEqual(['two', 'three', 'refused']);
  expect(new QueueStorage('me', webStorage).all()).toEqual([]);
});

test('a message that is written while the last one is repeated tries at once', async () => {
  answers = Array.from({ length: 1_000 }, () => lost);
  const queue = newQueue();
  queue.add('c', 'one');
  await vi.advanceTimersByTimeAsync(60_000);
  const before = posted.length;
  queue.add('c', 'two');
  await vi.advanceTimersByTimeAsync(1);
  expect(posted.length).toBe(before + 1);
  expect(posted.at(-1)?.body).toBe('one');
});

describe('a message that the server shows as stored', () => {
  test('is not sent again, and the next one goes', async () => {
    answers = [lost];
    const queue = newQueue();
    const id = queue.add('c', 'one');
    queue.add('c', 'two');
    await vi.advanceTimersByTimeAsync(1);
    queue.confirm([id]);
    await vi.advanceTimersByTimeAsync(1);
    expect(posted.map((item) => item.body)).toEqual(['one', 'two']);
    expect(new QueueStorage('me', webStorage).all()).toEqual([]);
  });

  test('is not kept as failed, whatever its own answer says', async () => {
    let refuse: (error: unknown) => void = () => undefined;
    const queue = new SendQueue(new QueueStorage('me', webStorage), { ...driver, post: () => new Promise((_, reject) => { refuse = reject; }) });
    const id = queue.add('c', 'one');
    await vi.advanceTimersByTimeAsync(1);
    queue.confirm([id]);
    refuse(refused);
    await vi.runAllTimersAsync();
    expect(states).not.toContain('failed');
    expect(new QueueStorage('me', webStorage).all()).toEqual([]);
  });

  test('does not hold up the next one while its own answer hangs', async () => {
    const hanging: string[] = [];
    const queue = new SendQueue(new QueueStorage('me', webStorage), {
      ...driver,
      post: (pending) => {
        if (pending.body !== 'hangs') return driver.post(pending);
        hanging.push(pending.id);
        return new Promise(() => undefined);
      },
    });
    queue.add('c', 'hangs');
    queue.add('c', 'two');
    await vi.advanceTimersByTimeAsync(1);
    expect(bodies()).toEqual([]);
    queue.confirm(hanging);
    await vi.advanceTimersByTimeAsync(1);
    expect(bodies()).toEqual(['two']);
  });
});

test('an answer that is not the message proves nothing', async () => {
  const queue = new SendQueue(new QueueStorage('me', webStorage), {
    ...driver, post: (pending) => (posted.length === 0 ? (posted.push(pending), Promise.resolve(null as unknown as Message)) : driver.post(pending)),
  });
  queue.add('c', 'one');
  await vi.runAllTimersAsync();
  expect(bodies()).toEqual(['one']);
});

test('the order survives a reload, a failure and a clock that is set back', async () => {
  answers = [refused];
  const first = newQueue();
  const failed = first.add('c', 'refused');
  await vi.advanceTimersByTimeAsync(1);
  online = false;
  first.add('c', 'two');
  first.stop();
  vi.setSystemTime(Date.now() - 86_400_000);
  const second = newQueue();
  second.add('c', 'three');
  second.retry(failed);
  online = true;
  second.flush();
  await vi.runAllTimersAsync();
  expect(bodies()).toEqual(['refused', 'two', 'three']);
});

test('two tabs with one storage send everything once and in order', async () => {
  const [left, right] = [newQueue(), newQueue()];
  answers = [lost, lost, lost];
  for (const body of ['1', '2', '3', '4', '5', '6']) (Number(body) % 2 === 0 ? left : right).add('c', body);
  left.flush();
  right.flush();
  await vi.runAllTimersAsync();
  expect([...new Set(sent.map((item) => item.id))].map((id) => sent.find((item) => item.id === id)?.body)).toEqual(['1', '2', '3', '4', '5', '6']);
  expect(new QueueStorage('me', webStorage).all()).toEqual([]);
});

test('what the browser does not keep is sent all the same', async () => {
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => { throw new DOMException('', 'QuotaExceededError'); });
  newQueue().add('c', 'one');
  vi.restoreAllMocks();
  await vi.runAllTimersAsync();
  expect(bodies()).toEqual(['one']);
});

test('a refused message does not hold up the next one, and is not tried again', async () => {
  answers = [refused];
  const queue = newQueue();
  queue.add('c', 'bad');
  queue.add('c', 'good');
  await vi.runAllTimersAsync();
  expect(posted.map((item) => item.body)).toEqual(['bad', 'good']);
  expect(new QueueStorage('me', webStorage).all().map((item) => [item.state, item.error?.code])).toEqual([['failed', 'cannot_message_user']]);
});

test('waits while there is no connection, also over a reload, and for this user only', async () => {
  online = false;
  newQueue().add('c', 'one');
  await vi.runAllTimersAsync();
  expect(posted).toEqual([]);
  online = true;
  expect(new QueueStorage('somebody else', webStorage).all()).toEqual([]);
  newQueue().flush();
  await vi.runAllTimersAsync();
  expect(bodies()).toEqual(['one']);
});

test('waits as long as a limit says', async () => {
  answers = [new ApiError(429, {}, 7_000)];
  newQueue().add('c', 'one');
  await vi.advanceTimersByTimeAsync(6_900);
  expect(posted).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(bodies()).toEqual(['one']);
});

test('does not ask before the time that the server named, whatever happens', async () => {
  answers = [new ApiError(503, {}, 7_000)];
  const queue = newQueue();
  queue.add('c', 'one');
  await vi.advanceTimersByTimeAsync(1_000);
  queue.flush();
  queue.add('c', 'two');
  await vi.advanceTimersByTimeAsync(5_900);
  expect(posted).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1_200);
  expect(bodies()).toEqual(['one', 'two']);
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
