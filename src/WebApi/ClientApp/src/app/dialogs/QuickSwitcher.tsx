import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useChatState, useConversations } from '@messaging/react';
import type { Conversation } from '@messaging/client';
import { Avatar } from '../common/Avatar';
import { directionOf } from '../common/direction';
import { failureText } from '../common/failure';
import { MoreButton } from '../common/MoreButton';
import { useFoundConversations } from '../common/useFoundConversations';
import { useTexts } from '../i18n';
import { nameOf, peerOf } from '../common/people';
import { conversationPath, navigate } from '../browser/router';
import { Dialog } from './Dialog';

/** So many of the latest stand there before anything is typed. */
const MOST_LATEST = 8;

/** Ctrl+K: type a few letters of a name, press Enter. */
export function QuickSwitcher({ onClose }: { onClose: () => void }) {
  const texts = useTexts();
  const me = useChatState((state) => state.me.id);
  const { conversations } = useConversations();
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  /** Enter was quicker than the answer. */
  const isWaiting = useRef(false);
  const found = useFoundConversations(query);
  const isSearch = query.trim() !== '';
  const hits = isSearch ? found.rows : conversations.slice(0, MOST_LATEST);
  const hit = hits[Math.min(active, hits.length - 1)];
  const isReady = !isSearch || found.isDone;

  function go(row: Conversation) {
    found.keep(row);
    navigate(conversationPath(row.id));
    onClose();
  }

  useEffect(() => {
    if (!isWaiting.current || !isReady) return;
    isWaiting.current = false;
    if (hit !== undefined) go(hit);
  });
  useEffect(() => {
    if (hit !== undefined) document.getElementById(`switch-${hit.id}`)?.scrollIntoView({ block: 'nearest' });
  }, [hit]);

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && hits.length > 0) {
      event.preventDefault();
      const next = (Math.min(active, hits.length - 1) + step + hits.length) % hits.length;
      setActive(next);
      if (isSearch && next === hits.length - 1) found.more();
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (!isReady) isWaiting.current = true;
      else if (hit !== undefined) go(hit);
    }
  }

  return (
    <Dialog title={texts.quickSwitcher} onClose={onClose} className="switcher">
      <input
        type="text" role="combobox" aria-label={texts.searchConversations} placeholder={texts.searchConversations}
        aria-expanded={hits.length > 0} aria-controls="switcher-list" aria-autocomplete="list"
        aria-activedescendant={hit && `switch-${hit.id}`}
        autoComplete="off" data-autofocus dir={directionOf(query)} value={query} onKeyDown={onKeyDown}
        onChange={(event) => { setQuery(event.target.value); setActive(0); isWaiting.current = false; }}
      />
      {hits.length === 0 && isReady && found.error === null && <p role="status">{texts.noHits}</p>}
      {isSearch && found.error !== null && <p role="alert" className="failure">{failureText(found.error, texts)}</p>}
      <div className="people">
        <div id="switcher-list" role="listbox" aria-label={texts.conversations}>
          {hits.map((row) => (
            // The keyboard works on the input above, which names the active option.
            // eslint-disable-next-line jsx-a11y/click-events-have-key-events
            <div
              key={row.id} id={`switch-${row.id}`} role="option" aria-selected={row === hit} tabIndex={-1}
              className="person" onClick={() => go(row)}
            >
              <Avatar id={peerOf(row, me)?.userId ?? row.id} name={nameOf(row, me)} isGroup={row.kind === 'group'} small />
              <span dir="auto">{nameOf(row, me)}</span>
              {row.archived && <small className="chip">{texts.filterArchived}</small>}
            </div>
          ))}
        </div>
        {isSearch && found.hasMore && found.error === null && <MoreButton count={hits.length} onMore={found.more} />}
      </div>
    </Dialog>
  );
}
