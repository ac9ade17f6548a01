import { createContext, useContext } from 'react';
import type { ChatClient } from '@messaging/client';

export const ChatContext = createContext<ChatClient | null>(null);

/**
 * The client of the signed-in user; every other hook is built on it.
 *
 * @example
 * const { queue } = useChatClient();
 */
export function useChatClient(): ChatClient {
  const client = useContext(ChatContext);
  if (client === null) throw new Error('Put the component inside <ChatProvider>.');
  return client;
}
