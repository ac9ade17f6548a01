import { useCallback, useEffect } from 'react';
import type { ChatState, Presence } from '@messaging/client';
import { useChatClient } from './context';
import { sameItems, useChatState } from './useChatState';

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
  useEffect(() => client.presence.watch(idsIn(key)), [client, key]);
  const { store } = client;
  const known = useChatState(useCallback((state: ChatState) => idsIn(key).map((id) => state.presence[id]), [key]), sameItems);
  const get = useCallback(
    (userId: string): Presence => store.getSnapshot().presence[userId] ?? { userId, status: 'unknown', lastActiveAt: null },
    // Another function when one of the users has changed.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [store, known],
  );
  return { get };
}

const idsIn = (key: string): string[] => (key === '' ? [] : key.split(' '));
