import { useCallback, useMemo } from 'react';
import { useChatClient, useChatState, useConversationSearch, useConversations } from '@messaging/react';
import type { ApiError, Conversation, ConversationFilter } from '@messaging/client';
import { isFoundBy } from './people';

export interface FoundConversations {
  rows: readonly Conversation[];
  /** The rows are those of the query, and not only of what is loaded. */
  isDone: boolean;
  hasMore: boolean;
  more: () => void;
  error: ApiError | null;
  /** Takes the row into the list, so that it opens at once. */
  keep: (row: Conversation) => void;
}

/** Conversations that a query finds: at once those that are loaded, and then what the server finds among all. */
export function useFoundConversations(query: string, filter: ConversationFilter = 'all'): FoundConversations {
  const { conversations: actions } = useChatClient();
  const me = useChatState((state) => state.me.id);
  const { conversations } = useConversations({ filter });
  const { items, isDone, hasMore, more, error } = useConversationSearch(query, { filter });
  const isAnswered = isDone && error === null;
  const rows = useMemo(
    () => (query === '' ? [] : isAnswered || items.length > 0 && error !== null ? items : conversations.filter((row) => isFoundBy(row, me, query))),
    [isAnswered, error, items, conversations, me, query],
  );
  return { rows, isDone, hasMore: isDone && hasMore, more, error, keep: useCallback((row) => actions.keep(row), [actions]) };
}
