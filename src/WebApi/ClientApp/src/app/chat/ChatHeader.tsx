import type { Ref } from 'react';
import { useChatState, usePresence } from '@messaging/react';
import type { Conversation, Presence } from '@messaging/client';
import { Avatar } from '../common/Avatar';
import { IconButton } from '../common/IconButton';
import { useTexts } from '../i18n';
import { useNow } from '../browser/page';
import { nameOf, peerOf } from '../common/people';
import { useNavigation } from '../browser/router';
import { presenceText } from './presenceText';

interface Props {
  row: Conversation;
  showsDetails: boolean;
  onDetails: () => void;
  /** Takes the focus when the conversation opens on a phone. */
  headingRef: Ref<HTMLHeadingElement>;
}

export function ChatHeader({ row, showsDetails, onDetails, headingRef }: Props) {
  const texts = useTexts();
  const navigation = useNavigation();
  const me = useChatState((state) => state.me.id);
  const peer = peerOf(row, me);
  const presence = usePresence(peer === null ? [] : [peer.userId]).get(peer?.userId ?? '');
  const name = nameOf(row, me);
  return (
    <header className="chat-header">
      <IconButton icon="back" label={texts.back} className="back" onClick={() => navigation.open(null)} />
      <Avatar id={peer?.userId ?? row.id} name={name} url={peer?.avatarUrl ?? null} isGroup={row.kind === 'group'} status={presence.status} />
      <div className="chat-title">
        <h1 ref={headingRef} tabIndex={-1} dir="auto">{name}</h1>
        <SubLine row={row} presence={presence} />
      </div>
      <IconButton icon="info" label={texts.details} aria-expanded={showsDetails} onClick={onDetails} />
    </header>
  );
}

/** Typing, else presence or the number of members, else nothing. */
function SubLine({ row, presence }: { row: Conversation; presence: Presence }) {
  const texts = useTexts();
  const now = useNow();
  const isTyping = useChatState((state) => (state.typing[row.id] ?? []).length > 0);
  if (isTyping) return <p className="typing-text" aria-hidden="true">{texts.typingShort}</p>;
  if (row.kind === 'group') return <p>{texts.memberCount(row.members.length)}</p>;
  return <p>{presenceText(presence, now, texts)}</p>;
}
