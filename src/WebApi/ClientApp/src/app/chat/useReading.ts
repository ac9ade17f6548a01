import { useEffect } from 'react';
import { useChatClient } from '@messaging/react';
import { usePageActive } from '../browser/page';

/**
 * Marks the conversation read up to `lastSequence` while somebody is looking at its end, and tells the other tabs what
 * is being looked at.
 */
export function useReading(conversationId: string, lastSequence: number, isAtEnd: boolean): void {
  const client = useChatClient();
  const isActive = usePageActive();
  useEffect(() => {
    client.show(conversationId, isAtEnd);
    return () => client.show(null, true);
  }, [client, conversationId, isAtEnd]);
  useEffect(() => {
    if (isActive && isAtEnd && lastSequence > 0) client.markRead(conversationId, lastSequence);
  }, [client, conversationId, isActive, isAtEnd, lastSequence]);
}
