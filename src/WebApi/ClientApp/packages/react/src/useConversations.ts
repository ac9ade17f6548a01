import { useCallback } from 'react';
import { type ApiError, type Conversation, type ConversationFilter, countUnread } from '@messaging/client';
import { useChatClient } from './context';
import { useChatState } from './useChatState';

export interface ConversationList {
  /** Newest activity first. */
  conversations: readonly Conversation[];
  /** Unread messages of conversations that are neither muted nor archived. */
  totalUnread: number;
  status: 'loading' | 'ready' | 'error';
  error: ApiError | null;
  hasMore: boolean;
  loadMore: () => Promise<void>;
  /** Opens the direct conversation with a user; a second time it is the same one. */
  open: (userId: string) => Promise<Conversation>;
  openGroup: (title: string, memberIds: string[]) => Promise<Conversation>;
  mute: (conversationId: string, until: string | null) => Promise<void>;
  archive: (conversationId: string, archived: boolean) => Promise<void>;
}

/**
 * The list of conversations, live.
 *
 * @example
 * const { conversations, totalUnread } = useConversations({ filter: 'unread' });
 */
export function useConversations({ filter = 'all' }: { filter?: ConversationFilter } = {}): ConversationList {
  const client = useChatClient();
  const conversations = useChatState((state) => state.lists[filter]);
  const hasMore = useChatState((state) => state.hasMore[filter]);
  const status = useChatState((state) => state.listStatus);
  const error = useChatState((state) => state.listError);
  const totalUnread = useChatState(countUnread);
  const { conversations: actions } = client;
  const loadMore = useCallback(() => actions.loadMore(filter), [actions, filter]);
  return {
    conversations, totalUnread, status, error, hasMore, loadMore,
    open: useCallback((userId) => actions.openDirect(userId), [actions]),
    openGroup: useCallback((title, memberIds) => actions.openGroup(title, memberIds), [actions]),
    mute: useCallback((id, until) => actions.mute(id, until), [actions]),
    archive: useCallback((id, archived) => actions.archive(id, archived), [actions]),
  };
}
