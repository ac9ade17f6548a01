import { useCallback, useEffect } from 'react';
import type { Presence } from '@messaging/client';
import { useChatClient } from './context';
import { useChatState } from './useChatState';

/**
 * Presence of the given users while the component is there. Somebody of whom nothing is known is `unknown`, which is
 * shown as nothing: never as offline.
 *
 * @example
 * const presence = usePresence([peerId]);
 * presence.get(peerId).status === 'online'
 */
export function usePresence(userIds: readonly string[]): { get: (userId: string) => Presence } {
  const client = useChatClient();
  const key = userIds.join(' ');
  useEffect(() => client.presence.watch(key === '' ? [] : key.split(' ')), [client, key]);
  const all = useChatState((state) => state.presence);
  const get = useCallback(
    (userId: string): Presence => all[userId] ?? { userId, status: 'unknown', lastActiveAt: null },
    [all],
  );
  return { get };
}
