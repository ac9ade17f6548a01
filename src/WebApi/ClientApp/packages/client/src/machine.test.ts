import { describe, expect, test } from 'vitest';
import { initialConnection, needsPolling, retryDelay, transition, transportOf, type ConnectionView, type MachineEvent, type SocketState } from './machine';

const after = (...events: MachineEvent[]): ConnectionView => events.reduce((view, event) => transition(view, event, 1), initialConnection);
const start: MachineEvent = { type: 'start', hasPush: true };
const socket = (state: SocketState): MachineEvent => ({ type: 'socket', state });
const live = [start, socket('connecting'), socket('connected'), { type: 'subscribed' }, { type: 'caught-up' }] as const;

test('a socket is not live before its channel is joined and a sync has finished', () => {
  expect(after(start, socket('connected')).status).toBe('connecting');
  expect(after(start, socket('connected'), { type: 'caught-up' }).status).toBe('connecting');
  expect(after(start, socket('connected'), { type: 'subscribed' }).status).toBe('catching-up');
  expect(after(...live).status).toBe('live');
});

test('the client polls until it is live, and at once when it is not any more', () => {
  expect(needsPolling(after(start))).toBe(true);
  expect(needsPolling(after(...live.slice(0, 4)))).toBe(true);
  expect(needsPolling(after(...live))).toBe(false);
  expect(transportOf(after(...live))).toBe('push');
  for (const state of ['connecting', 'unavailable', 'failed', 'disconnected'] as const) {
    const view = after(...live, socket(state));
    expect(needsPolling(view)).toBe(true);
    expect(view.subscribed).toBe(false);
    expect(transportOf(view)).toBe('poll');
  }
});

describe('every state of pusher-js that ends live', () => {
  test.each([
    ['connecting', 'reconnecting'], ['unavailable', 'polling'], ['failed', 'polling'], ['disconnected', 'polling'],
  ] as const)('%s → %s', (state, status) => {
    expect(after(...live, socket(state)).status).toBe(status);
  });

  test('a slow reconnection is called polling', () => {
    expect(after(...live, socket('connecting'), { type: 'push-is-slow' }).status).toBe('polling');
    expect(after(...live, { type: 'push-is-slow' }).status).toBe('live');
  });

  test('a sync that began on the lost connection does not make the next one live', () => {
    expect(after(...live, socket('connecting'), { type: 'caught-up' }).status).toBe('reconnecting');
  });
});

test('a server without push is polled for good', () => {
  const view = after({ type: 'start', hasPush: false }, { type: 'sync-succeeded' });
  expect(view.status).toBe('polling');
});

test('offline comes with the network or with two failed syncs, and goes with the network or a success', () => {
  expect(after(start, { type: 'network', online: false }).status).toBe('offline');
  expect(needsPolling(after(start, { type: 'network', online: false }))).toBe(false);
  expect(after(start, { type: 'sync-failed' }).status).toBe('connecting');
  const failed = [start, { type: 'sync-failed' }, { type: 'sync-failed' }] as const;
  expect(after(...failed).status).toBe('offline');
  expect(needsPolling(after(...failed))).toBe(true);
  expect(after(...failed, { type: 'sync-succeeded' }).status).toBe('polling');
  expect(after(start, { type: 'network', online: false }, { type: 'network', online: true }).status).toBe('reconnecting');
  expect(after(...live, { type: 'sync-failed' }, { type: 'sync-failed' }).status).toBe('live');
});

test('after an expired session nothing happens any more but a new start', () => {
  const view = after(...live, { type: 'unauthorized' });
  expect(view.status).toBe('unauthorized');
  expect(transition(view, socket('connected'), 2)).toBe(view);
  expect(needsPolling(view)).toBe(false);
  expect(after(...live, { type: 'stop' }, socket('connected')).status).toBe('closed');
});

test('`since` is the time of the last change of status', () => {
  const view = transition(after(...live), socket('connecting'), 500);
  expect(view.since).toBe(500);
  expect(transition(view, { type: 'close-code', code: 4200 }, 900).since).toBe(500);
});

describe('own retries after pusher-js gave up', () => {
  test.each([4001, 4003, 4007])('code %i waits ten minutes: only an operator can change it', (code) => {
    expect(retryDelay(0, code)).toBe(600_000);
  });

  test('others double up to five minutes, with jitter', () => {
    expect(retryDelay(0, 4004, () => 1)).toBe(10_000);
    expect(retryDelay(0, 4004, () => 0)).toBe(5_000);
    expect(retryDelay(2, 4009, () => 1)).toBe(40_000);
    expect(retryDelay(20, null, () => 1)).toBe(300_000);
  });
});
