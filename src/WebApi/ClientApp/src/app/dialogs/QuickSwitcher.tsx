import { useMemo, useState, type KeyboardEvent } from 'react';
import { useChatState, useConversations } from '@messaging/react';
import { Avatar } from '../common/Avatar';
import { directionOf } from '../common/direction';
import { useTexts } from '../i18n';
import { nameOf, peerOf, searchKey } from '../common/people';
import { conversationPath, navigate } from '../browser/router';
import { Dialog } from './Dialog';

const MOST = 8;

/** Ctrl+K: type a few letters of a name, press Enter. */
export function QuickSwitcher({ onClose }: { onClose: () => void }) {
  const texts = useTexts();
  const me = useChatState((state) => state.me.id);
  const { conversations } = useConversations();
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const hits = useMemo(() => {
    const key = searchKey(query);
    return conversations.filter((row) => searchKey(nameOf(row, me)).includes(key)).slice(0, MOST);
  }, [conversations, query, me]);

  function go(id: string | undefined) {
    if (id === undefined) return;
    navigate(conversationPath(id));
    onClose();
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && hits.length > 0) {
      event.preventDefault();
      setActive((active + step + hits.length) % hits.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      go(hits[active]?.id);
    }
  }

  return (
    <Dialog title={texts.quickSwitcher} onClose={onClose} className="switcher">
      <input
        type="text" role="combobox" aria-label={texts.searchConversations} placeholder={texts.searchConversations}
        aria-expanded={hits.length > 0} aria-controls="switcher-list" aria-autocomplete="list"
        aria-activedescendant={hits[active] ? `switch-${hits[active].id}` : undefined}
        autoComplete="off" data-autofocus dir={directionOf(query)} value={query} onKeyDown={onKeyDown}
        onChange={(event) => { setQuery(event.target.value); setActive(0); }}
      />
      {hits.length === 0 && <p role="status">{texts.noHits}</p>}
      <div id="switcher-list" role="listbox" aria-label={texts.conversations} className="people">
        {hits.map((row, at) => (
          // The keyboard works on the input above, which names the active option.
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events
          <div
            key={row.id} id={`switch-${row.id}`} role="option" aria-selected={at === active} tabIndex={-1}
            className="person" onClick={() => go(row.id)}
          >
            <Avatar id={peerOf(row, me)?.userId ?? row.id} name={nameOf(row, me)} isGroup={row.kind === 'group'} small />
            <span dir="auto">{nameOf(row, me)}</span>
          </div>
        ))}
      </div>
    </Dialog>
  );
}
