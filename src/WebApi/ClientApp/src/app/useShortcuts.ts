import { useEffect } from 'react';
import { useChatClient } from '@messaging/react';
import { type Conversation, unreadCount } from '@messaging/client';
import { conversationPath, navigate } from './browser/router';

export type DialogName = 'new' | 'settings' | 'switcher' | 'shortcuts';

/** Keys that work everywhere on the page, except above an open dialog. */
export function useShortcuts(
  openId: string | null,
  isEnabled: boolean,
  show: (dialog: DialogName) => void,
): void {
  const { store } = useChatClient();
  useEffect(() => {
    if (!isEnabled) return undefined;
    function onKeyDown(event: KeyboardEvent) {
      const isMod = event.ctrlKey || event.metaKey;
      if (isMod && event.key.toLowerCase() === 'k') show('switcher');
      else if (isMod && event.key === '/') show('shortcuts');
      else if (event.key === 'F6') focusNextRegion(event.shiftKey ? -1 : 1);
      else if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
        const state = store.getSnapshot();
        const isCandidate = (row: Conversation) => !event.shiftKey || row.id === openId || unreadCount(state, row) > 0;
        step(state.lists.all.filter(isCandidate), openId, event.key === 'ArrowUp' ? -1 : 1);
      } else return;
      event.preventDefault();
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [openId, isEnabled, show, store]);
}

function step(rows: readonly Conversation[], openId: string | null, by: number): void {
  const at = rows.findIndex((row) => row.id === openId);
  const next = rows[at === -1 ? 0 : at + by];
  if (next !== undefined) navigate(conversationPath(next.id));
}

function focusNextRegion(by: number): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter((region) => region.offsetParent !== null);
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  regions[(at + by + regions.length) % regions.length]?.focus();
}
