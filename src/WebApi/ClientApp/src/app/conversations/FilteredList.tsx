import { useChatClient, useConversations } from '@messaging/react';
import type { ConversationFilter } from '@messaging/client';
import { useTexts } from '../i18n';
import { ConversationRows } from './ConversationRows';
import { ListSkeleton } from './ListSkeleton';
import { useMore } from './useMore';

interface Props {
  filter: ConversationFilter;
  openId: string | null;
  onNew: () => void;
  onAll: () => void;
}

/** The conversations of a filter, loaded as far as somebody looks. */
export function FilteredList({ filter, openId, onNew, onAll }: Props) {
  const client = useChatClient();
  const { conversations, status, hasMore, loadMore } = useConversations({ filter });
  const { more, isIdle, isLoading, hasFailed } = useMore(loadMore);
  const isEmpty = conversations.length === 0;
  // With rows that were kept, the list is there while the server is not.
  const isWaiting = isEmpty && (status === 'loading' || (status === 'ready' && hasMore && !hasFailed));

  return (
    <>
      {isWaiting && <ListSkeleton />}
      {isEmpty && status === 'error' && <Failure onRetry={() => void client.conversations.start()} />}
      <ConversationRows
        rows={conversations} openId={openId} hasMore={hasMore} canLoad={status === 'ready' && hasMore && isIdle} onMore={more}
      />
      {isLoading && !isEmpty && <ListSkeleton rows={2} />}
      {hasFailed && <Failure onRetry={more} />}
      {status === 'ready' && isEmpty && !isWaiting && !hasFailed && (
        <Nothing filter={filter} onNew={onNew} onAll={onAll} />
      )}
    </>
  );
}

export function Failure({ onRetry }: { onRetry: () => void }) {
  const texts = useTexts();
  return (
    <div className="list-note" role="alert">
      <p>{texts.listFailed}</p>
      <button type="button" onClick={onRetry}>{texts.retry}</button>
    </div>
  );
}

export function Nothing({ filter, onNew, onAll }: { filter: ConversationFilter | 'search'; onNew: () => void; onAll: () => void }) {
  const texts = useTexts();
  const headings = { all: texts.noConversations, unread: texts.noUnread, archived: texts.noArchived, search: texts.noHits };
  return (
    <div className="list-note">
      <h2>{headings[filter]}</h2>
      {filter === 'all'
        ? <button type="button" className="primary" onClick={onNew}>{texts.startOne}</button>
        : <button type="button" onClick={onAll}>{texts.showAll}</button>}
    </div>
  );
}
