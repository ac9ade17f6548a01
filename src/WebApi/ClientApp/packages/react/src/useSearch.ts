import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react';
import { Search, type Conversation, type ConversationFilter, type SearchPage, type SearchView, type User } from '@messaging/client';
import { useChatClient } from './context';
import { useChatState } from './useChatState';

export interface SearchResult<T> extends SearchView<T> {
  /** Asks for the next hits, or once more after a failure. */
  more: () => void;
}

/**
 * People of whom every word begins a word of their names; with `@` before it, their user name. The server is asked a moment
 * after the last key, and old answers are dropped.
 *
 * @example
 * const { items, hasMore, more } = usePeopleSearch(query);
 */
export function usePeopleSearch(query: string): SearchResult<User> {
  const { api } = useChatClient();
  return useSearch(query, useCallback((words, cursor, signal) => api.searchUsers(words, signal, cursor), [api]));
}

/**
 * The user's conversations that the words find, also those that are not loaded: by title and by the names of their members. The
 * rows are live.
 *
 * @example
 * const { items } = useConversationSearch('văn', { filter: 'all' });
 */
export function useConversationSearch(query: string, { filter = 'all' }: { filter?: ConversationFilter } = {}): SearchResult<Conversation> {
  const { conversations } = useChatClient();
  const known = useChatState((state) => state.conversations);
  const search = useSearch(query, useCallback((words, cursor, signal) => conversations.search(words, filter, cursor, signal), [conversations, filter]));
  const items = useMemo(() => search.items.map((row) => newer(row, known[row.id])).filter((row) => !row.left), [search.items, known]);
  return { ...search, items };
}

function newer(row: Conversation, known: Conversation | undefined): Conversation {
  return known !== undefined && known.revision >= row.revision ? known : row;
}

function useSearch<T>(query: string, ask: (query: string, cursor: string | null, signal: AbortSignal) => Promise<SearchPage<T>>): SearchResult<T> {
  const search = useMemo(() => new Search(ask), [ask]);
  useEffect(() => search.set(query), [search, query]);
  useEffect(() => () => search.stop(), [search]);
  const view = useSyncExternalStore(search.subscribe, search.getSnapshot, search.getSnapshot);
  // Until the effect has run, the view is that of the text before.
  return { ...view, isDone: view.isDone && view.query === query.trim(), more: search.more };
}
