import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useChatState, useConversations, usePresence } from '@messaging/react';
import type { Conversation, ConversationFilter } from '@messaging/client';
import { Icon } from '../common/Icon';
import { directionOf } from '../common/direction';
import { useTexts } from '../i18n';
import { focusedFrom, useNow } from '../browser/page';
import { nameOf, peerOf, searchKey } from '../common/people';
import { ConversationRow } from './ConversationRow';
import { ListSkeleton } from './ListSkeleton';

const filters = ['all', 'unread', 'archived'] as const;

interface Props {
  openId: string | null;
  onNew: () => void;
  /** Stands above the rows and scrolls with them. */
  children?: ReactNode;
}

export function ConversationList({ openId, onNew, children }: Props) {
  const texts = useTexts();
  const now = useNow();
  const me = useChatState((state) => state.me.id);
  const [filter, setFilter] = useState<ConversationFilter>('all');
  const [query, setQuery] = useState('');
  const { conversations, status, hasMore, loadMore } = useConversations({ filter });
  useEffect(() => {
    // The first page of a filter; “load more” is there to try again.
    if (filter !== 'all') void loadMore().catch(() => undefined);
  }, [filter, loadMore]);
  const list = useRef<HTMLUListElement>(null);
  const shown = useMemo(() => {
    const key = searchKey(query.trim());
    return conversations.filter((row) => searchKey(nameOf(row, me)).includes(key));
  }, [conversations, query, me]);
  const presence = usePresence(useMemo(() => peersOf(shown, me), [shown, me]));
  const tabStop = shown.some((row) => row.id === openId) ? openId : shown[0]?.id;
  const names = { all: texts.filterAll, unread: texts.filterUnread, archived: texts.filterArchived };

  return (
    <>
      <div className="list-tools">
        <span className="search">
          <Icon name="search" />
          <input
            type="search" aria-label={texts.searchConversations} placeholder={texts.searchConversations}
            dir={directionOf(query)} value={query} onChange={(event) => setQuery(event.target.value)}
          />
        </span>
        <div className="filters" role="group" aria-label={texts.filter}>
          {filters.map((name) => (
            <button key={name} type="button" aria-pressed={filter === name} onClick={() => setFilter(name)}>{names[name]}</button>
          ))}
        </div>
      </div>
      <div className="list-scroll">
        {children}
        {status === 'loading' && conversations.length === 0 && <ListSkeleton />}
        {status === 'error' && conversations.length === 0 && <p className="list-note" role="alert">{texts.listFailed}</p>}
        {/* Arrows move the focus among the links; the links themselves are what is used. */}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
        <ul ref={list} className="conversations" aria-label={texts.conversations} onKeyDown={(event) => moveFocus(event, list.current)}>
          {shown.map((row) => (
            <ConversationRow
              key={row.id} row={row} now={now} isOpen={row.id === openId} isTabStop={row.id === tabStop}
              status={presence.get(peerOf(row, me)?.userId ?? '').status}
            />
          ))}
        </ul>
        {status === 'ready' && shown.length === 0 && (
          <Nothing filter={query === '' ? filter : 'search'} onNew={onNew} onAll={() => { setQuery(''); setFilter('all'); }} />
        )}
        {status === 'ready' && hasMore && query === '' && (
          <button type="button" className="load-more" onClick={() => void loadMore().catch(() => undefined)}>{texts.loadMore}</button>
        )}
      </div>
    </>
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

function peersOf(rows: readonly Conversation[], me: string): string[] {
  return [...new Set(rows.flatMap((row) => peerOf(row, me)?.userId ?? []))].sort();
}

function moveFocus(event: KeyboardEvent, list: HTMLElement | null): void {
  const links = [...(list?.querySelectorAll<HTMLElement>('a') ?? [])];
  const at = list === null ? -1 : links.indexOf(focusedFrom(list) as HTMLElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
  if (next === undefined || event.altKey) return;
  event.preventDefault();
  links[Math.min(links.length - 1, Math.max(0, next))]?.focus();
}
