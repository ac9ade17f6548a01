/** The connection machine: a pure function from what happened to what the connection is. Effects live elsewhere. */

export type ConnectionStatus =
  | 'idle' | 'connecting' | 'catching-up' | 'live' | 'reconnecting' | 'polling' | 'offline' | 'unauthorized' | 'closed';

/** The states of pusher-js, and `none` for a server without push. */
export type SocketState = 'none' | 'initialized' | 'connecting' | 'connected' | 'unavailable' | 'failed' | 'disconnected';

export interface ConnectionView {
  status: ConnectionStatus;
  /** Local time since when the status holds. */
  since: number;
  socket: SocketState;
  /** The close code of the last lost connection, if the server gave one. */
  closeCode: number | null;
  /** My own channel is joined on this connection. */
  subscribed: boolean;
  /** Local time of the next attempt that the client makes itself, because pusher-js has given up. */
  nextRetryAt: number | null;
  wasLive: boolean;
  online: boolean;
  failedSyncs: number;
  /** A request was not answered, or the server failed to do it; null again after the next successful sync. */
  trouble: 'unreachable' | 'failing' | null;
  /** Local time of the first failure since requests worked. */
  troubleSince: number;
}

export type MachineEvent =
  | { type: 'start'; hasPush: boolean }
  | { type: 'socket'; state: SocketState }
  | { type: 'close-code'; code: number }
  | { type: 'subscribed' }
  | { type: 'caught-up' }
  | { type: 'sync-succeeded' }
  | { type: 'sync-failed' }
  | { type: 'request-failed'; status: number }
  | { type: 'push-is-slow' }
  | { type: 'retry-at'; at: number | null }
  | { type: 'network'; online: boolean }
  | { type: 'unauthorized' }
  | { type: 'stop' };

/** Leaving `live` for longer than this is shown as polling instead of reconnecting. */
export const SLOW_PUSH_MS = 6_000;

const FAILED_SYNCS_UNTIL_OFFLINE = 2;

export const initialConnection: ConnectionView = {
  status: 'idle', since: 0, socket: 'initialized', closeCode: null, subscribed: false,
  nextRetryAt: null, wasLive: false, online: true, failedSyncs: 0, trouble: null, troubleSince: 0,
};

export function transition(view: ConnectionView, event: MachineEvent, now: number): ConnectionView {
  if (view.status === 'closed' && event.type !== 'start') return view;
  if (view.status === 'unauthorized' && event.type !== 'start' && event.type !== 'stop') return view;
  const stepped = step(view, event);
  const next = view.trouble === null && stepped.trouble !== null ? { ...stepped, troubleSince: now } : stepped;
  return next.status === view.status ? next : { ...next, since: now };
}

function step(view: ConnectionView, event: MachineEvent): ConnectionView {
  switch (event.type) {
    case 'start':
      return { ...initialConnection, online: view.online, status: 'connecting', socket: event.hasPush ? 'initialized' : 'none' };
    case 'socket':
      return onSocket(view, event.state);
    case 'close-code':
      return { ...view, closeCode: event.code };
    case 'subscribed':
      return { ...view, subscribed: true, status: view.status === 'live' ? 'live' : 'catching-up' };
    case 'caught-up':
      return view.subscribed && view.socket === 'connected'
        ? { ...view, status: 'live', wasLive: true, failedSyncs: 0, trouble: null, closeCode: null }
        : succeeded(view);
    case 'sync-succeeded':
      return succeeded(view);
    case 'sync-failed': {
      const failedSyncs = view.failedSyncs + 1;
      const isOffline = failedSyncs >= FAILED_SYNCS_UNTIL_OFFLINE && view.status !== 'live' && view.status !== 'catching-up';
      return { ...view, failedSyncs, status: isOffline ? 'offline' : view.status };
    }
    case 'request-failed': {
      const trouble = event.status === 0 ? 'unreachable' : event.status >= 500 ? 'failing' : view.trouble;
      return trouble === view.trouble ? view : { ...view, trouble };
    }
    case 'push-is-slow':
      return view.status === 'connecting' || view.status === 'reconnecting' ? { ...view, status: 'polling' } : view;
    case 'retry-at':
      return { ...view, nextRetryAt: event.at };
    case 'network':
      return event.online
        ? { ...view, online: true, failedSyncs: 0, status: view.status === 'offline' ? 'reconnecting' : view.status }
        : { ...view, online: false, subscribed: false, status: 'offline' };
    case 'unauthorized':
      return { ...view, status: 'unauthorized', nextRetryAt: null };
    case 'stop':
      return { ...view, status: 'closed', subscribed: false, nextRetryAt: null };
  }
}

/**
 * `connected` is a socket, not yet a channel, so it changes no status. `failed` (no transport), `disconnected` (refused
 * with 4001–4099 or unknown codes) and `none` mean that pusher-js does nothing more by itself.
 */
function onSocket(view: ConnectionView, socket: SocketState): ConnectionView {
  const next = { ...view, socket, subscribed: socket === 'connected' && view.subscribed };
  if (socket === 'connected') return { ...next, nextRetryAt: null };
  if (view.status === 'offline') return next;
  if (hasGivenUp(socket) || socket === 'unavailable') return { ...next, status: 'polling' };
  if (view.status === 'live' || view.status === 'catching-up') return { ...next, status: 'reconnecting' };
  return next;
}

function succeeded(view: ConnectionView): ConnectionView {
  const isBack = view.status === 'offline' && view.online;
  const isWithoutPush = view.socket === 'none' && view.status === 'connecting';
  return { ...view, failedSyncs: 0, trouble: null, status: isBack || isWithoutPush ? 'polling' : view.status };
}

/** pusher-js will not try again by itself. */
export function hasGivenUp(socket: SocketState): boolean {
  return socket === 'failed' || socket === 'disconnected';
}

/** Until push is proven to be complete, the client asks. */
export function needsPolling(view: ConnectionView): boolean {
  return view.online && ['connecting', 'catching-up', 'reconnecting', 'polling', 'offline'].includes(view.status);
}

export function transportOf(view: ConnectionView): 'push' | 'poll' | 'none' {
  if (view.status === 'live') return 'push';
  return ['idle', 'closed', 'unauthorized', 'offline'].includes(view.status) ? 'none' : 'poll';
}

/** How long to wait before `connect()` after pusher-js gave up; full jitter, so that a crowd does not return at once. */
export function retryDelay(attempt: number, closeCode: number | null, random: () => number = Math.random): number {
  // Wrong key, disabled application, unsupported protocol: only an operator can change that.
  if (closeCode === 4001 || closeCode === 4003 || closeCode === 4007) return 600_000;
  const most = Math.min(300_000, 10_000 * 2 ** attempt);
  return most / 2 + (random() * most) / 2;
}
