import { useCallback, useEffect } from 'react';
import type { Typist } from '@messaging/client';
import { useChatClient } from './context';
import { useChatState } from './useChatState';

const nobody: readonly Typist[] = [];

/**
 * Shows who is typing, and tells the others that I am.
 *
 * @example
 * const { typingUsers, onInput, stop } = useTyping(id);
 * <textarea onChange={(event) => onInput(event.target.value)} onBlur={stop} />
 */
export function useTyping(conversationId: string): {
  typingUsers: readonly Typist[];
  onInput: (text: string) => void;
  stop: () => void;
} {
  const { typing } = useChatClient();
  const typingUsers = useChatState((state) => state.typing[conversationId] ?? nobody);
  useEffect(() => () => typing.sender(conversationId).stop(), [typing, conversationId]);
  return {
    typingUsers,
    onInput: useCallback((text: string) => typing.sender(conversationId).onInput(text), [typing, conversationId]),
    stop: useCallback(() => typing.sender(conversationId).stop(), [typing, conversationId]),
  };
}
