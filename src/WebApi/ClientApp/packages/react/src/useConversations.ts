import { useCallback, useMemo } from 'react';
import { type ApiError, type Conversation, type ConversationFilter, countUnread, unreadCount } from '@messaging/client';
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
  const rows = useChatState((state) => state.conversations);
  const reads = useChatState((state) => state.reads);
  const status = useChatState((state) => state.listStatus);
  const error = useChatState((state) => state.listError);
  const me = useChatState((state) => state.me);
  const conversations = useMemo(
    () => Object.values(rows).filter((row) => belongs(row, filter, unreadCount({ me, reads }, row))).sort(byActivity),
    [rows, filter, me, reads],
  );
  const totalUnread = useChatState(countUnread);
  const { conversations: actions } = client;
  const loadMore = useCallback(() => actions.loadMore(filter), [actions, filter]);
  return {
    conversations, totalUnread, status, error, loadMore,
    hasMore: actions.hasMore(filter),
    open: useCallback((userId) => actions.openDirect(userId), [actions]),
    openGroup: useCallback((title, memberIds) => actions.openGroup(title, memberIds), [actions]),
    mute: useCallback((id, until) => actions.mute(id, until), [actions]),
    archive: useCallback((id, archived) => actions.archive(id, archived), [actions]),
  };
}

function belongs(row: Conversation, filter: ConversationFilter, unread: number): boolean {
  if (row.left) return false;
  if (filter === 'archived') return row.archived;
  return !row.archived && (filter === 'all' || unread > 0);
}

/** The server's times have one format, so they can be compared as text. */
function byActivity(a: Conversation, b: Conversation): number {
  return b.lastActivityAt.localeCompare(a.lastActivityAt) || b.id.localeCompare(a.id);
}
