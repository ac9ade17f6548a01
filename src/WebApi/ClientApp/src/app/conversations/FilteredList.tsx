import { useMemo } from 'react';
import { useChatClient, useChatState, useConversations } from '@messaging/react';
import type { ConversationFilter } from '@messaging/client';
import { useTexts } from '../i18n';
import { nameOf, searchKey } from '../common/people';
import { ConversationRows } from './ConversationRows';
import { ListSkeleton } from './ListSkeleton';
import { useMore } from './useMore';

interface Props {
  filter: ConversationFilter;
  query: string;
  openId: string | null;
  onNew: () => void;
  onAll: () => void;
}

/** The conversations of a filter, loaded as far as somebody looks. */
export function FilteredList({ filter, query, openId, onNew, onAll }: Props) {
  const client = useChatClient();
  const me = useChatState((state) => state.me.id);
  const { conversations, status, hasMore, loadMore } = useConversations({ filter });
  const { more, isIdle, isLoading, hasFailed } = useMore(loadMore);
  const shown = useMemo(() => {
    if (query === '') return conversations;
    const key = searchKey(query);
    return conversations.filter((row) => searchKey(nameOf(row, me)).includes(key));
  }, [conversations, query, me]);
  const isEmpty = conversations.length === 0;
  // With rows that were kept, the list is there while the server is not.
  const isWaiting = isEmpty && (status === 'loading' || (status === 'ready' && hasMore && !hasFailed));

  return (
    <>
      {isWaiting && <ListSkeleton />}
      {isEmpty && status === 'error' && <Failure onRetry={() => void client.conversations.start()} />}
      <ConversationRows
        key={query} rows={shown} openId={openId} hasMore={hasMore && query === ''}
        canLoad={status === 'ready' && hasMore && isIdle && query === ''} onMore={more}
      />
      {isLoading && !isEmpty && <ListSkeleton rows={2} />}
      {hasFailed && <Failure onRetry={more} />}
      {status === 'ready' && shown.length === 0 && !isWaiting && !hasFailed && (
        <Nothing filter={query === '' ? filter : 'search'} onNew={onNew} onAll={onAll} />
      )}
    </>
  );
}

function Failure({ onRetry }: { onRetry: () => void }) {
  const texts = useTexts();
  return (
    <div className="list-note" role="alert">
      <p>{texts.listFailed}</p>
      <button type="button" onClick={onRetry}>{texts.retry}</button>
    </div>
  );
}

function Nothing({ filter, onNew, onAll }: { filter: ConversationFilter | 'search'; onNew: () => void; onAll: () => void }) {
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
