import { useState } from 'react';
import { useChatClient, useChatState, useConversations, usePresence } from '../../hooks';
import { toApiError } from '../../realtime/errors';
import { isMuted } from '../../realtime/state';
import type { Conversation } from '../../realtime/types';
import { Dialog } from '../dialogs/Dialog';
import { Person } from '../dialogs/NewConversationDialog';
import { useTexts } from '../i18n';
import { useNow } from '../page';
import { nameOf, peerOf } from '../people';

const HOUR_MS = 3600_000;
const ALWAYS = '9999-12-31T00:00:00.000Z';

/** Who is in the conversation, and what I can do with it. */
export function DetailsDialog({ row, onClose }: { row: Conversation; onClose: () => void }) {
  const texts = useTexts();
  const now = useNow();
  const { api } = useChatClient();
  const me = useChatState((state) => state.me.id);
  const { mute, archive } = useConversations();
  const presence = usePresence(row.members.map((member) => member.userId));
  const [failure, setFailure] = useState('');
  const peer = peerOf(row, me);
  const later = (ms: number) => new Date(Date.now() + ms).toISOString();

  function run(action: Promise<unknown>) {
    setFailure('');
    action.catch((error: unknown) => setFailure(toApiError(error).details));
  }

  return (
    <Dialog title={nameOf(row, me)} onClose={onClose}>
      <h3>{texts.members}</h3>
      <ul className="people">
        {row.members.map((member) => (
          <li key={member.userId} className="person">
            <Person user={{ ...member, id: member.userId }} />
            {presence.get(member.userId).status === 'online' && <span className="online-text">{texts.online}</span>}
          </li>
        ))}
      </ul>
      <h3>{texts.notifications}</h3>
      <div className="button-row">
        {isMuted(row, now.getTime())
          ? <button type="button" onClick={() => run(mute(row.id, null))}>{texts.unmute}</button>
          : (
            <>
              <button type="button" onClick={() => run(mute(row.id, later(HOUR_MS)))}>{texts.muteHour}</button>
              <button type="button" onClick={() => run(mute(row.id, later(24 * HOUR_MS)))}>{texts.muteDay}</button>
              <button type="button" onClick={() => run(mute(row.id, ALWAYS))}>{texts.muteAlways}</button>
            </>
          )}
      </div>
      <p role="alert" className="failure">{failure}</p>
      <div className="dialog-actions">
        <button type="button" onClick={() => run(archive(row.id, !row.archived))}>{row.archived ? texts.unarchive : texts.archive}</button>
        {peer !== null && (
          <button type="button" className="danger" onClick={() => run(api.block(peer.userId).then(onClose))}>{texts.block(peer.displayName)}</button>
        )}
      </div>
    </Dialog>
  );
}
