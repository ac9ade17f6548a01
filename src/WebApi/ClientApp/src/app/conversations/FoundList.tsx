import { useEffect } from 'react';
import type { ConversationFilter } from '@messaging/client';
import { useFoundConversations } from '../common/useFoundConversations';
import { useNavigation } from '../browser/router';
import { ConversationRows } from './ConversationRows';
import { Failure, Nothing } from './FilteredList';
import { ListSkeleton } from './ListSkeleton';

interface Props {
  filter: ConversationFilter;
  query: string;
  openId: string | null;
  /** The first hit is to be opened as soon as it is known. */
  isEntered: boolean;
  onEntered: () => void;
  onNew: () => void;
  onAll: () => void;
}

/** The conversations that a query finds among all, whether they are loaded or not. */
export function FoundList({ filter, query, openId, isEntered, onEntered, onNew, onAll }: Props) {
  const navigation = useNavigation();
  const { rows, isDone, hasMore, more, error, keep } = useFoundConversations(query, filter);
  const first = rows[0];
  useEffect(() => {
    if (!isEntered || !isDone) return;
    onEntered();
    if (first !== undefined) navigation.open(first.id);
  }, [isEntered, isDone, first, onEntered, navigation]);
  const opened = rows.find((row) => row.id === openId);
  useEffect(() => {
    // Before the chat asks for a row that is not loaded.
    if (opened !== undefined) keep(opened);
    // Only when it is opened: what comes later is in the list already.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [opened?.id, keep]);

  return (
    <>
      {/* Another query is another list, which begins at its first row. */}
      <ConversationRows
        key={query} rows={rows} openId={openId} marksArchived={filter !== 'archived'}
        hasMore={hasMore && error === null} canLoad={hasMore && error === null} onMore={more}
      />
      {!isDone && rows.length === 0 && <ListSkeleton rows={2} />}
      {error !== null && <Failure onRetry={more} />}
      {isDone && error === null && rows.length === 0 && <Nothing filter="search" onNew={onNew} onAll={onAll} />}
    </>
  );
}
