import { useState, type ReactNode } from 'react';
import { useChatClient, useChatState, useConversations, usePresence } from '@messaging/react';
import type { Conversation, Member } from '@messaging/client';
import { Avatar } from '../common/Avatar';
import { Icon, type IconName } from '../common/Icon';
import { ConfirmDialog } from '../dialogs/ConfirmDialog';
import { failureText } from '../common/failure';
import { useTexts } from '../i18n';
import { useNow } from '../browser/page';
import { isOwner, nameOf, peerOf } from '../common/people';
import { useNavigation } from '../browser/router';
import { GroupMembers, type Run } from './GroupMembers';
import { GroupTitle } from './GroupTitle';
import { MuteMenu } from './MuteMenu';
import { presenceText } from './presenceText';

/** The same in the panel and in the sheet. */
export function DetailsContent({ row, onLeft }: { row: Conversation; onLeft: () => void }) {
  const texts = useTexts();
  const client = useChatClient();
  const navigation = useNavigation();
  const me = useChatState((state) => state.me.id);
  const { archive } = useConversations();
  const [failure, setFailure] = useState('');
  const [asks, setAsks] = useState(false);
  const peer = peerOf(row, me);

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

  async function leave() {
    if (!(await run(client.leaveGroup(row.id)))) return;
    onLeft();
    navigation.open(null);
  }

  return (
    <>
      <Identity row={row} peer={peer} me={me} run={run} />
      <p role="alert" className="failure">{failure}</p>
      <div className="detail-rows">
        <MuteMenu row={row} run={run} />
        <Action icon="archive" onClick={() => void run(archive(row.id, !row.archived))}>{row.archived ? texts.unarchive : texts.archive}</Action>
        {peer !== null && row.blockedByMe && (
          <Action icon="block" onClick={() => void run(client.conversations.unblock(peer.userId))}>{texts.unblockPerson(peer.displayName)}</Action>
        )}
        {peer !== null && !row.blockedByMe && <Action icon="block" isDanger onClick={() => setAsks(true)}>{texts.block(peer.displayName)}</Action>}
        {row.kind === 'group' && <Action icon="leave" isDanger onClick={() => setAsks(true)}>{texts.leaveGroup}</Action>}
      </div>
      {row.kind === 'group' && <GroupMembers row={row} run={run} onOpened={onLeft} />}
      {asks && peer !== null && (
        <ConfirmDialog
          title={texts.blockTitle(peer.displayName)} text={texts.blockText} action={texts.blockAction}
          onConfirm={() => void run(client.conversations.block(peer.userId))} onClose={() => setAsks(false)}
        />
      )}
      {asks && row.kind === 'group' && (
        <ConfirmDialog
          title={texts.leaveTitle} text={texts.leaveText} action={texts.leaveGroup}
          onConfirm={() => void leave()} onClose={() => setAsks(false)}
        />
      )}
    </>
  );
}

function Action({ icon, isDanger = false, onClick, children }: { icon: IconName; isDanger?: boolean; onClick: () => void; children: ReactNode }) {
  return (
    <button type="button" className={`detail-row ${isDanger ? 'dangerous' : ''}`} onClick={onClick}>
      <Icon name={icon} />
      <span>{children}</span>
    </button>
  );
}

function Identity({ row, peer, me, run }: { row: Conversation; peer: Member | null; me: string; run: Run }) {
  const texts = useTexts();
  const now = useNow();
  const presence = usePresence(peer === null ? [] : [peer.userId]).get(peer?.userId ?? '');
  const name = nameOf(row, me);
  return (
    <div className="identity">
      <Avatar id={peer?.userId ?? row.id} name={name} url={peer?.avatarUrl ?? null} isGroup={peer === null} status={presence.status} isDecoration />
      {peer === null && isOwner(row, me) ? <GroupTitle row={row} run={run} /> : <p className="identity-name" dir="auto">{name}</p>}
      {peer === null
        ? <p className="hint">{texts.memberCount(row.members.length)}</p>
        : <p className="hint"><bdi>@{peer.userName}</bdi>{presence.status === 'unknown' ? '' : ` · ${presenceText(presence, now, texts)}`}</p>}
    </div>
  );
}
