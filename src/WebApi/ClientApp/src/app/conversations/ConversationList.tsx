import { useState, type ReactNode } from 'react';
import type { ConversationFilter } from '@messaging/client';
import { Icon } from '../common/Icon';
import { directionOf } from '../common/direction';
import { useTexts } from '../i18n';
import { FilteredList } from './FilteredList';

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
        {/* There at any time, so that its size can be watched. */}
        <div>{children}</div>
        <FilteredList key={filter} filter={filter} query={query.trim()} openId={openId} onNew={onNew} onAll={() => { setQuery(''); setFilter('all'); }} />
      </div>
    </>
  );
}
