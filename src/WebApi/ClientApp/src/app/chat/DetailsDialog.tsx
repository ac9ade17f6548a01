import { useState } from 'react';
import { useChatClient, useChatState, useConversations, usePresence } from '../../hooks';
import { toApiError } from '../../realtime/errors';
import { isMuted } from '../../realtime/state';
import type { Conversation } from '../../realtime/types';
import { IconButton } from '../common/IconButton';
import { Dialog } from '../dialogs/Dialog';
import { Person } from '../dialogs/NewConversationDialog';
import { useTexts } from '../i18n';
import { useNow } from '../page';
import { nameOf, peerOf } from '../people';

const HOUR_MS = 3600_000;
const ALWAYS = '9999-12-31T00:00:00.000Z';

type Run = (action: Promise<unknown>) => void;

/** Who is in the conversation, and what I can do with it. */
export function DetailsDialog({ row, onClose }: { row: Conversation; onClose: () => void }) {
  const texts = useTexts();
  const { api } = useChatClient();
  const me = useChatState((state) => state.me.id);
  const { archive } = useConversations();
  const [failure, setFailure] = useState('');
  const peer = peerOf(row, me);

  function run(action: Promise<unknown>) {
    setFailure('');
    action.catch((error: unknown) => setFailure(toApiError(error).details));
  }

  return (
    <Dialog title={nameOf(row, me)} onClose={onClose}>
      {row.kind === 'group' && isOwner(row, me) && <Rename row={row} run={run} />}
      <h3>{texts.members}</h3>
      <Members row={row} run={run} />
      <h3>{texts.notifications}</h3>
      <Mute row={row} run={run} />
      <p role="alert" className="failure">{failure}</p>
      <div className="dialog-actions">
        <button type="button" onClick={() => run(archive(row.id, !row.archived))}>{row.archived ? texts.unarchive : texts.archive}</button>
        {peer !== null && (
          <button type="button" className="danger" onClick={() => run(api.block(peer.userId).then(onClose))}>{texts.block(peer.displayName)}</button>
        )}
        {row.kind === 'group' && (
          <button type="button" className="danger" onClick={() => run(api.removeMember(row.id, me).then(onClose))}>{texts.leaveGroup}</button>
        )}
      </div>
    </Dialog>
  );
}

function Members({ row, run }: { row: Conversation; run: Run }) {
  const texts = useTexts();
  const { api } = useChatClient();
  const me = useChatState((state) => state.me.id);
  const presence = usePresence(row.members.map((member) => member.userId));
  const canRemove = row.kind === 'group' && isOwner(row, me);
  return (
    <ul className="people">
      {row.members.map((member) => (
        <li key={member.userId} className="person">
          <Person user={{ ...member, id: member.userId }} />
          {presence.get(member.userId).status === 'online' && <span className="online-text">{texts.online}</span>}
          {canRemove && member.userId !== me && (
            <IconButton icon="trash" label={texts.remove(member.displayName)} onClick={() => run(api.removeMember(row.id, member.userId))} />
          )}
        </li>
      ))}
    </ul>
  );
}

function Rename({ row, run }: { row: Conversation; run: Run }) {
  const texts = useTexts();
  const { api } = useChatClient();
  const [title, setTitle] = useState(row.title ?? '');
  return (
    <form className="inline-form" onSubmit={(event) => { event.preventDefault(); run(api.renameGroup(row.id, title.trim())); }}>
      <label className="field">{texts.groupName}<input value={title} maxLength={100} required onChange={(event) => setTitle(event.target.value)} /></label>
      <button type="submit" disabled={title.trim() === '' || title.trim() === row.title}>{texts.rename}</button>
    </form>
  );
}

function Mute({ row, run }: { row: Conversation; run: Run }) {
  const texts = useTexts();
  const now = useNow();
  const { mute } = useConversations();
  const muteFor = (ms: number) => run(mute(row.id, new Date(Date.now() + ms).toISOString()));
  if (isMuted(row, now.getTime())) {
    return <div className="button-row"><button type="button" onClick={() => run(mute(row.id, null))}>{texts.unmute}</button></div>;
  }
  return (
    <div className="button-row">
      <button type="button" onClick={() => muteFor(HOUR_MS)}>{texts.muteHour}</button>
      <button type="button" onClick={() => muteFor(24 * HOUR_MS)}>{texts.muteDay}</button>
      <button type="button" onClick={() => run(mute(row.id, ALWAYS))}>{texts.muteAlways}</button>
    </div>
  );
}

function isOwner(row: Conversation, userId: string): boolean {
  return row.members.some((member) => member.userId === userId && member.role === 'owner');
}
