import { useEffect, useRef } from 'react';
import { type AllEvents, type ConnectionStatus, type ConnectionView, transportOf, userChannel, type UserEvents } from '@messaging/client';
import { useChatClient } from './context';
import { useChatState } from './useChatState';

export interface PusherConnection {
  status: ConnectionStatus;
  /** How changes arrive at the moment. */
  transport: 'push' | 'poll' | 'none';
  /** Local time since when the status holds. */
  since: number;
  nextRetryAt: number | null;
  /** The close code that ended the last connection, if there was one. */
  closeCode: number | null;
  /** It was live before, so what follows is a re-connection. */
  wasLive: boolean;
  /** Requests get no answer (`unreachable`), or the server fails to do them (`failing`), also while push works. */
  trouble: ConnectionView['trouble'];
  socketId: string | null;
  reconnect: () => void;
}

/**
 * The state of the connection.
 *
 * @example
 * const { status, reconnect } = usePusher();
 * if (status === 'offline') return <button onClick={reconnect}>Try again</button>;
 */
export function usePusher(): PusherConnection {
  const client = useChatClient();
  const view = useChatState((state) => state.connection);
  return {
    status: view.status,
    transport: transportOf(view),
    since: view.since,
    nextRetryAt: view.nextRetryAt,
    closeCode: view.closeCode,
    wasLive: view.wasLive,
    trouble: view.trouble,
    socketId: client.socketId,
    reconnect: client.reconnect,
  };
}

/**
 * Runs a callback for each event of one's own channel. The callback may change with every render.
 *
 * @example
 * usePusherEvent('user-status-change', ({ userId, status }) => console.log(userId, status));
 */
export function usePusherEvent<E extends keyof UserEvents>(event: E, callback: (payload: UserEvents[E]) => void): void {
  const me = useChatState((state) => state.me.id);
  useChannel(userChannel(me), { [event]: callback });
}

/**
 * Joins a channel while the component is there. Consumers share a channel: it is left as soon as the last one has
 * gone, and StrictMode does not make it leave and join again.
 *
 * @example
 * useChannel(`presence-chat-${id}`, { 'message-read': ({ userId }) => flash(userId) }, { enabled: isOpen });
 */
export function useChannel(
  name: string,
  handlers: { [E in keyof AllEvents]?: (payload: AllEvents[E]) => void },
  { enabled = true }: { enabled?: boolean } = {},
): void {
  const { channels } = useChatClient();
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  const events = Object.keys(handlers).sort().join(' ');
  useEffect(() => {
    if (!enabled || channels === null) return undefined;
    const names = events.split(' ').filter((event) => event !== '') as (keyof AllEvents)[];
    const stable = Object.fromEntries(names.map((event) => [event, (payload: never) => latest.current[event]?.(payload)]));
    return channels.join(name, stable);
  }, [channels, name, enabled, events]);
}
