import { useCallback, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import type { ConversationFilter } from '@messaging/client';
import { Icon } from '../common/Icon';
import { directionOf } from '../common/direction';
import { useTexts } from '../i18n';
import { FilteredList } from './FilteredList';
import { FoundList } from './FoundList';

const filters = ['all', 'unread', 'archived'] as const;

interface Props {
  openId: string | null;
  onNew: () => void;
  /** Stands above the rows and scrolls with them. */
  children?: ReactNode;
}

export function ConversationList({ openId, onNew, children }: Props) {
  const texts = useTexts();
  const [filter, setFilter] = useState<ConversationFilter>('all');
  const [query, setQuery] = useState('');
  const [isEntered, setIsEntered] = useState(false);
  const list = useRef<HTMLDivElement>(null);
  const onEntered = useCallback(() => setIsEntered(false), []);
  const words = query.trim();
  const onAll = () => { setQuery(''); setFilter('all'); };
  const names = { all: texts.filterAll, unread: texts.filterUnread, archived: texts.filterArchived };

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter' && words !== '') setIsEntered(true);
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    list.current?.querySelector<HTMLElement>('[data-conversation]')?.focus();
  }

  return (
    <>
      <div className="list-tools">
        <span className="search">
          <Icon name="search" />
          <input
            type="search" aria-label={texts.searchConversations} placeholder={texts.searchConversations}
            dir={directionOf(query)} value={query} onKeyDown={onKeyDown}
            onChange={(event) => { setQuery(event.target.value); setIsEntered(false); }}
          />
        </span>
        <div className="filters" role="group" aria-label={texts.filter}>
          {filters.map((name) => (
            <button key={name} type="button" aria-pressed={filter === name} onClick={() => setFilter(name)}>{names[name]}</button>
          ))}
        </div>
      </div>
      <div className="list-scroll" ref={list}>
        {/* There at any time, so that its size can be watched. */}
        <div>{children}</div>
        {words === ''
          ? <FilteredList key={filter} filter={filter} openId={openId} onNew={onNew} onAll={onAll} />
          : <FoundList filter={filter} query={words} openId={openId} isEntered={isEntered} onEntered={onEntered} onNew={onNew} onAll={onAll} />}
      </div>
    </>
  );
}
