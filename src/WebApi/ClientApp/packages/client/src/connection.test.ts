import Pusher from 'pusher-js';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeSocket } from '../testing/fakeSocket';
import { config } from '../testing/fixtures';
import { Connection } from './connection';
import { initialConnection, type ConnectionView } from './machine';
import { createPusher } from './push';

// The build for browsers; without this, the one for Node would be loaded.
vi.mock('pusher-js', () => import('pusher-js/dist/web/pusher'));

/** A second of back-off, and what pusher-js takes to choose a transport. */
const SOON_MS = 1_500;

const never = () => new Promise<never>(() => undefined);

let connection: Connection;
let view: ConnectionView;
const onWake = vi.fn();

/** The real pusher-js on a socket that does what the test says. */
beforeEach(async () => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', FakeSocket);
  FakeSocket.opened = [];
  localStorage.clear();
  view = initialConnection;
  const pusher = createPusher(Pusher, { ...config, push: { ...config.push, driver: 'pusher', wsHost: 'push.test' } }, { signIn: never, enter: never });
  connection = new Connection(pusher, { get: () => view, set: (next) => { view = next; }, onWake });
  connection.start();
  await vi.advanceTimersByTimeAsync(10);
  FakeSocket.last.establish();
  connection.send({ type: 'subscribed' });
  connection.send({ type: 'caught-up' });
  expect(view.status).toBe('live');
});
afterEach(() => {
  connection.stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** How many sockets were opened since, after so long. */
async function attemptsWithin(ms: number): Promise<number> {
  const before = FakeSocket.opened.length;
  await vi.advanceTimersByTimeAsync(ms);
  return FakeSocket.opened.length - before;
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);

describe('close codes', () => {
  test('4001 to 4099: pusher-js gives up, so the client polls and tries again itself', async () => {
    for (const code of range(4001, 4099)) {
      FakeSocket.last.closeWith(code);
      expect([code, view.status, view.socket, view.closeCode]).toEqual([code, 'polling', 'disconnected', code]);
      const wait = (view.nextRetryAt ?? 0) - Date.now();
      const isFinal = [4001, 4003, 4007].includes(code);
      expect(wait).toBeGreaterThanOrEqual(isFinal ? 600_000 : 5_000);
      expect(wait).toBeLessThanOrEqual(isFinal ? 600_000 : 10_000);
      expect([code, await attemptsWithin(wait - 100)]).toEqual([code, 0]);
      expect([code, await attemptsWithin(600)]).toEqual([code, 1]);
      FakeSocket.last.establish();
      connection.send({ type: 'subscribed' });
      connection.send({ type: 'caught-up' });
      expect([code, view.status, view.nextRetryAt]).toEqual([code, 'live', null]);
    }
  });

  test('4100 to 4199: pusher-js comes back after a second', async () => {
    for (const code of range(4100, 4199)) {
      FakeSocket.last.closeWith(code);
      await isBackSoon(code);
    }
  });

  test('4000 and 4200 to 4299, and a socket that dies: pusher-js comes back', async () => {
    for (const code of [4000, 1006, ...range(4200, 4299)]) {
      FakeSocket.last.closeWith(code);
      await isBackSoon(code);
    }
  });

  async function isBackSoon(code: number): Promise<void> {
    expect([code, await attemptsWithin(SOON_MS)]).toEqual([code, 1]);
    expect([code, view.status, view.subscribed, view.nextRetryAt]).toEqual([code, 'reconnecting', false, null]);
    FakeSocket.last.establish();
    connection.send({ type: 'subscribed' });
    connection.send({ type: 'caught-up' });
    expect([code, view.status]).toEqual([code, 'live']);
  }
});

test('own attempts are made later and later while the server refuses', async () => {
  const waits: number[] = [];
  for (let attempt = 0; attempt < 8; attempt += 1) {
    FakeSocket.last.closeWith(4004);
    waits.push((view.nextRetryAt ?? 0) - Date.now());
    await vi.advanceTimersByTimeAsync((waits.at(-1) ?? 0) + SOON_MS);
    FakeSocket.last.establish();
  }
  for (const [attempt, wait] of waits.entries()) {
    const most = Math.min(300_000, 10_000 * 2 ** attempt);
    expect(wait).toBeGreaterThanOrEqual(most / 2);
    expect(wait).toBeLessThanOrEqual(most);
  }
});

test('reconnect() does not wait for the plan', async () => {
  FakeSocket.last.closeWith(4001);
  connection.reconnect();
  expect(await attemptsWithin(SOON_MS)).toBe(1);
  expect(onWake).toHaveBeenCalled();
});

test('a slow server is not asked on a port that nobody has named', async () => {
  FakeSocket.last.closeWith(4200);
  await attemptsWithin(10_000);
  expect(new Set(FakeSocket.opened.map((socket) => new URL(socket.url).origin))).toEqual(new Set(['ws://push.test']));
});

test('a lost network is offline at once; when it is back a new socket is the proof', async () => {
  window.dispatchEvent(new Event('offline'));
  expect(view.status).toBe('offline');
  window.dispatchEvent(new Event('online'));
  expect(await attemptsWithin(SOON_MS)).toBe(1);
  expect(view.status).not.toBe('live');
});

test('an attempt that has just begun is not replaced when the server answers, unless it hangs', async () => {
  window.dispatchEvent(new Event('offline'));
  window.dispatchEvent(new Event('online'));
  expect(await attemptsWithin(SOON_MS)).toBe(1);
  const socket = FakeSocket.last;
  connection.recover();
  expect(await attemptsWithin(3_000)).toBe(0);
  expect(socket.readyState).toBe(0);
  expect(await attemptsWithin(500 + SOON_MS)).toBe(1);
  expect(socket.readyState).toBe(3);
});

test('stop() leaves no listener, no timer and no socket behind', async () => {
  FakeSocket.last.closeWith(4004);
  connection.stop();
  expect(view.status).toBe('closed');
  onWake.mockClear();
  window.dispatchEvent(new Event('online'));
  document.dispatchEvent(new Event('visibilitychange'));
  expect(await attemptsWithin(900_000)).toBe(0);
  expect(onWake).not.toHaveBeenCalled();
});
