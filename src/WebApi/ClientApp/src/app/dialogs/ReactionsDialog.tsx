import { useCallback, useEffect, useRef, useState } from 'react';
import { useChatClient } from '@messaging/react';
import { type Message, patiently, type ReactedUser } from '@messaging/client';
import { MoreButton } from '../common/MoreButton';
import { Dialog } from './Dialog';
import { Person } from './Person';
import { useTexts } from '../i18n';

const PAGE_SIZE = 50;

/** Everyone who reacted to a message, page by page, as of when it was opened. */
export function ReactionsDialog({ message: { conversationId, id }, onClose }: { message: Message; onClose: () => void }) {
  const texts = useTexts();
  const { api } = useChatClient();
  const [users, setUsers] = useState<readonly ReactedUser[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [state, setState] = useState<'loading' | 'ready' | 'failed'>('loading');
  const isLoading = useRef(false);

  const load = useCallback(async (cursor: string | null) => {
    if (isLoading.current) return;
    isLoading.current = true;
    setState('loading');
    try {
      const page = await patiently(() => api.reactions(conversationId, id, { cursor, limit: PAGE_SIZE }));
      setUsers((known) => [...cursor === null ? [] : known, ...page.items]);
      setNext(page.nextCursor);
      setState('ready');
    } catch {
      setState('failed');
    } finally {
      isLoading.current = false;
    }
  }, [api, conversationId, id]);
  // eslint-disable-next-line react-hooks/set-state-in-effect
  useEffect(() => void load(null), [load]);
  const more = useCallback(() => void load(next), [load, next]);

  return (
    <Dialog title={texts.reactions} onClose={onClose}>
      {/* The dialog has the focus until there is something in it. */}
      <ul className="reacted" aria-busy={state === 'loading'}>
        {users.map((user) => (
          <li key={`${user.userId} ${user.emoji}`}>
            <Person user={{ id: user.userId, displayName: user.displayName, userName: user.userName, avatarUrl: user.avatarUrl }} />
            <span className="emoji-sign">{user.emoji}</span>
          </li>
        ))}
      </ul>
      {state === 'ready' && next !== null && <MoreButton count={users.length} onMore={more} />}
      {state === 'failed' && (
        <div role="alert">
          <p>{texts.actionFailed}</p>
          <button type="button" onClick={() => void load(users.length === 0 ? null : next)}>{texts.retry}</button>
        </div>
      )}
    </Dialog>
  );
}
