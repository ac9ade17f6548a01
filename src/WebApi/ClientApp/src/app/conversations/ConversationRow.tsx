import { memo } from 'react';
import { useChatClient, useChatState, usePresence } from '@messaging/react';
import { type ChatState, type Conversation, isMuted, unreadCount } from '@messaging/client';
import { Avatar } from '../common/Avatar';
import { Icon } from '../common/Icon';
import { Time } from '../common/Time';
import { listTime } from '../common/format';
import { useTexts, type Texts } from '../i18n';
import { nameOf, peerOf } from '../common/people';
import { useNavigation } from '../browser/router';
import { systemText } from '../common/systemText';

interface Props {
  row: Conversation;
  isOpen: boolean;
  /** The one row that Tab reaches; arrows move on from it. */
  isTabStop: boolean;
  /** Says of an archived one that it is, where others stand beside it. */
  marksArchived: boolean;
  now: Date;
}

/** Renders again only when something that it shows has changed. */
export const ConversationRow = memo(function ConversationRow({ row, isOpen, isTabStop, marksArchived, now }: Props) {
  const texts = useTexts();
  const { drafts } = useChatClient();
  const navigation = useNavigation();
  const me = useChatState((state) => state.me.id);
  const unread = useChatState((state) => unreadCount(state, row));
  const isTyping = useChatState((state) => (state.typing[row.id] ?? []).length > 0);
  const name = nameOf(row, me);
  const peer = peerOf(row, me);
  const { status } = usePresence(peer === null ? [] : [peer.userId]).get(peer?.userId ?? '');
  const last = row.lastMessage;
  const draft = isOpen ? '' : drafts.get(row.id);
  const lastName = useChatState(({ people }) => (
    last === null ? '' : last.senderId === me ? texts.you : (people[last.senderId]?.displayName ?? '')
  ));
  const isSystem = last !== null && last.change !== null;
  const lastText = useChatState((state) => previewOf(row, state.people, me, texts));
  const isNamed = last !== null && !isSystem && (last.senderId === me || row.kind === 'group');
  const shown = isNamed ? texts.messageBy(lastName, lastText) : lastText;
  const time = last === null ? '' : listTime(new Date(last.sentAt), now, texts);
  // A row that a release before this one has kept in the browser has no count.
  const isMentioned = unread > 0 && (row as Partial<Conversation>).unreadMentions !== undefined && row.unreadMentions > 0;
  const isMarked = marksArchived && row.archived;
  const label = [
    name,
    isMarked ? texts.filterArchived : '',
    status === 'online' ? texts.online : '',
    isMuted(row, now.getTime()) ? texts.muted : '',
    unread > 0 ? texts.unread(unread) : '',
    isMentioned ? texts.mentionsYou : '',
    last === null ? '' : isSystem ? lastText : texts.lastFrom(lastName, lastText, time),
  ].filter(Boolean).join(', ');

  return (
    <a
      href={navigation.pathOf(row.id)} className={`conversation ${unread > 0 ? 'unread' : ''}`}
      aria-current={isOpen ? 'true' : undefined} tabIndex={isTabStop ? 0 : -1} data-conversation={row.id}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        navigation.open(row.id);
      }}
    >
      {/* One sentence instead of scraps: what follows is for the eye. */}
      <span className="visually-hidden">{label}</span>
      <Avatar id={peer?.userId ?? row.id} name={name} url={peer?.avatarUrl ?? null} isGroup={row.kind === 'group'} status={status} isDecoration />
      <span className="conversation-text" aria-hidden="true">
        <span className="line">
          <span className="name" dir="auto">{name}</span>
          {last !== null && <Time value={last.sentAt} text={time} />}
        </span>
        <span className="line">
          <span className="preview" dir="auto">
            {isTyping ? <em className="typing-text">{texts.typingShort}</em>
              : draft !== '' ? <><strong>{texts.draft}</strong> {draft}</>
                : last?.deleted === true ? <em>{shown}</em> : shown}
          </span>
          {isMarked && <span className="chip">{texts.filterArchived}</span>}
          {isMuted(row, now.getTime()) && <span className="muted-mark"><Icon name="muted" /></span>}
          {isMentioned && <span className="mention-badge" title={texts.mentionsYou}>@</span>}
          {unread > 0 && <span className="unread-badge">{unread > 99 ? '99+' : unread}</span>}
        </span>
      </span>
    </a>
  );
});

function previewOf(row: Conversation, people: ChatState['people'], me: string, texts: Texts): string {
  const last = row.lastMessage;
  if (last === null) return '';
  if (last.change !== null) return systemText(last.change, last.senderId, people, me, texts);
  return last.deleted ? texts.deleted : last.body;
}
