import { useState } from 'react';
import { useChatClient, useChatState, useConversations, usePresence } from '@messaging/react';
import { type Conversation, isMuted, type Member } from '@messaging/client';
import { Avatar } from '../common/Avatar';
import { directionOf } from '../common/direction';
import { ConfirmDialog } from '../dialogs/ConfirmDialog';
import { Dialog } from '../dialogs/Dialog';
import { failureText } from '../common/failure';
import { useTexts } from '../i18n';
import { useNow } from '../browser/page';
import { isOwner, nameOf, peerOf } from '../common/people';
import { useNavigation } from '../browser/router';
import { GroupMembers, type Run } from './GroupMembers';
import { presenceText } from './presenceText';

const HOUR_MS = 3600_000;
const ALWAYS = '9999-12-31T00:00:00.000Z';

/** Shows the members of the conversation, and what I can do with it. */
export function DetailsDialog({ row, onClose }: { row: Conversation; onClose: () => void }) {
  const texts = useTexts();
  const client = useChatClient();
  const navigation = useNavigation();
  const me = useChatState((state) => state.me.id);
  const { archive } = useConversations();
  const [failure, setFailure] = useState('');
  const [asks, setAsks] = useState(false);
  const peer = peerOf(row, me);
  const isGroup = row.kind === 'group';

  const run: Run = async (action) => {
    setFailure('');
    try {
      await action;
      return true;
    } catch (error) {
      setFailure(failureText(error, texts));
      return false;
    }
  };

  async function leave(action: Promise<unknown>) {
    if (!(await run(action))) return;
    onClose();
    navigation.open(null);
  }

  return (
    <Dialog title={texts.details} onClose={onClose} className="details">
      <Identity row={row} peer={peer} me={me} />
      <p role="alert" className="failure">{failure}</p>
      {isGroup && isOwner(row, me) && <Rename row={row} run={run} />}
      {isGroup && <GroupMembers row={row} run={run} />}
      <Mute row={row} run={run} />
      <section className="button-row">
        <button type="button" onClick={() => void run(archive(row.id, !row.archived))}>{row.archived ? texts.unarchive : texts.archive}</button>
        {peer !== null && (row.blockedByMe
          ? <button type="button" onClick={() => void run(client.conversations.unblock(peer.userId))}>{texts.unblockPerson(peer.displayName)}</button>
          : <button type="button" className="danger" onClick={() => setAsks(true)}>{texts.block(peer.displayName)}</button>)}
        {isGroup && <button type="button" className="danger" onClick={() => setAsks(true)}>{texts.leaveGroup}</button>}
      </section>
      {asks && peer !== null && (
        <ConfirmDialog
          title={texts.blockTitle(peer.displayName)} text={texts.blockText} action={texts.blockAction}
          onConfirm={() => void run(client.conversations.block(peer.userId))} onClose={() => setAsks(false)}
        />
      )}
      {asks && isGroup && (
        <ConfirmDialog
          title={texts.leaveTitle} text={texts.leaveText} action={texts.leaveGroup}
          onConfirm={() => void leave(client.leaveGroup(row.id))} onClose={() => setAsks(false)}
        />
      )}
    </Dialog>
  );
}

function Identity({ row, peer, me }: { row: Conversation; peer: Member | null; me: string }) {
  const texts = useTexts();
  const now = useNow();
  const presence = usePresence(peer === null ? [] : [peer.userId]).get(peer?.userId ?? '');
  const name = nameOf(row, me);
  return (
    <div className="identity">
      <Avatar id={peer?.userId ?? row.id} name={name} url={peer?.avatarUrl ?? null} isGroup={peer === null} status={presence.status} isDecoration />
      <div>
        <p className="identity-name" dir="auto">{name}</p>
        {peer !== null && <p className="hint"><bdi>@{peer.userName}</bdi>{presence.status === 'unknown' ? '' : ` · ${presenceText(presence, now, texts)}`}</p>}
      </div>
    </div>
  );
}

function Rename({ row, run }: { row: Conversation; run: Run }) {
  const texts = useTexts();
  const { conversations } = useChatClient();
  const [title, setTitle] = useState(row.title ?? '');
  return (
    <form className="inline-form" onSubmit={(event) => { event.preventDefault(); void run(conversations.rename(row.id, title.trim())); }}>
      <label className="field">{texts.groupName}<input dir={directionOf(title)} value={title} maxLength={100} required onChange={(event) => setTitle(event.target.value)} /></label>
      <button type="submit" disabled={title.trim() === '' || title.trim() === row.title}>{texts.rename}</button>
    </form>
  );
}

function Mute({ row, run }: { row: Conversation; run: Run }) {
  const texts = useTexts();
  const now = useNow();
  const { mute } = useConversations();
  const isQuiet = isMuted(row, now.getTime());
  const muteFor = (ms: number) => void run(mute(row.id, new Date(Date.now() + ms).toISOString()));
  return (
    <section>
      <h3>{texts.notifications}</h3>
      <div className="button-row">
        {isQuiet ? <button type="button" onClick={() => void run(mute(row.id, null))}>{texts.unmute}</button> : (
          <>
            <button type="button" onClick={() => muteFor(HOUR_MS)}>{texts.muteHour}</button>
            <button type="button" onClick={() => muteFor(24 * HOUR_MS)}>{texts.muteDay}</button>
            <button type="button" onClick={() => void run(mute(row.id, ALWAYS))}>{texts.muteAlways}</button>
          </>
        )}
      </div>
    </section>
  );
}
