import { useEffect, useRef, useState } from 'react';
import { isPending, useChatClient, useChatState, useRealtimeMessages } from '@messaging/react';
import { type Conversation, type Mentions, type Message, unreadCount } from '@messaging/client';
import { useAnnounce } from '../common/announcer';
import { ConfirmDialog } from '../dialogs/ConfirmDialog';
import { ReactionsDialog } from '../dialogs/ReactionsDialog';
import { failureText } from '../common/failure';
import { useTexts } from '../i18n';
import { PHONE, THREE_PANES, useMedia } from '../browser/page';
import { nameOf, peerOf } from '../common/people';
import { BlockNotice } from './BlockNotice';
import { ChatHeader } from './ChatHeader';
import { Composer } from './Composer';
import { Details } from './Details';
import { FailedBar } from './FailedBar';
import { HistorySkeleton } from './HistorySkeleton';
import { MessageList, type MessageListHandle } from './MessageList';
import { TypingIndicator } from './TypingIndicator';
import { useIncomingAnnouncements } from './useIncomingAnnouncements';
import { useReading } from './useReading';

interface Props {
  row: Conversation;
  /** `section` inside the page of somebody else, which has a main part of its own. */
  as?: 'main' | 'section';
}

const COPIED_MS = 2_000;

/** One conversation: header, history, composer. */
export function ChatPane({ row, as: Region = 'main' }: Props) {
  const texts = useTexts();
  const announce = useAnnounce();
  const { store, drafts } = useChatClient();
  const me = useChatState((state) => state.me.id);
  const chat = useRealtimeMessages(row.id);
  const { messages, status, send, retry, discard } = chat;
  const name = nameOf(row, me);
  const blocked = row.blockedByMe ? peerOf(row, me) : null;
  const [readBefore, setReadBefore] = useState(() => (unreadCount(store.getSnapshot(), row) > 0 ? row.lastReadSequence : null));
  const [isEndInSight, setIsEndInSight] = useState(false);
  const isAtEnd = isEndInSight || (status === 'ready' && messages.length === 0);
  const [editing, setEditing] = useState<Message | null>(null);
  const [answered, setAnswered] = useState(() => drafts.getReply(row.id));
  // As it is now, where it is loaded.
  const replying = answered && (messages.find((message) => message.id === answered.id) ?? answered);
  const [deleting, setDeleting] = useState<Message | null>(null);
  const [reacted, setReacted] = useState<Message | null>(null);
  const [details, setDetails] = useState<'beside' | 'above' | null>(null);
  const [failure, setFailure] = useState('');
  const [copiedId, setCopiedId] = useState<string | null>(null);
  const list = useRef<MessageListHandle>(null);
  const input = useRef<HTMLTextAreaElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const isPhone = useMedia(PHONE);
  const room = useMedia(THREE_PANES) && Region === 'main' ? 'beside' : 'above';
  // Where the room goes, a panel does not become a dialog that nobody has opened.
  const showsDetails = details === room;
  // My own changes are no news to me; and "I left" can no longer be marked.
  const lastSequence = messages.findLast((message) => !isPending(message) && message.senderId !== me)?.sequence ?? 0;
  useReading(row.id, status === 'ready' && !chat.hasNewer ? lastSequence : 0, isAtEnd);
  useIncomingAnnouncements(row, messages, status === 'ready', me);

  useEffect(() => {
    // On a phone the keyboard would cover half of what was just opened.
    if (isPhone) heading.current?.focus();
    else input.current?.focus();
    const timer = setTimeout(() => announce(texts.openedWith(name)), 300);
    return () => clearTimeout(timer);
    // Once for each conversation: the component is keyed by it.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);

  useEffect(() => {
    if (copiedId === null) return undefined;
    const timer = setTimeout(() => setCopiedId(null), COPIED_MS);
    return () => clearTimeout(timer);
  }, [copiedId]);

  const hasFailed = messages.some((message) => isPending(message) && message.localState === 'failed');
  useEffect(() => {
    if (hasFailed) announce(texts.messageNotSent, 'assertive');
  }, [hasFailed, announce, texts]);

  function onSend(body: string, mentions: Mentions) {
    send(body, { replyTo: replying ?? undefined, mentions });
    setReplying(null);
    setReadBefore(null);
    if (chat.hasNewer) void chat.jumpToLatest().catch(() => undefined);
    // After the row is there.
    requestAnimationFrame(() => list.current?.scrollToEnd());
  }

  function setReplying(message: Message | null) {
    setAnswered(message);
    drafts.setReply(row.id, message);
  }

  function reply(message: Message) {
    setEditing(null);
    setReplying(message);
  }

  async function run(action: Promise<unknown>): Promise<boolean> {
    setFailure('');
    try {
      await action;
      return true;
    } catch (reason) {
      const text = `${texts.actionFailed} ${failureText(reason, texts)}`;
      setFailure(text);
      announce(text, 'assertive');
      return false;
    }
  }

  function react(message: Message, emoji: string, isGiven: boolean) {
    void run(chat.react(message.id, emoji, isGiven));
  }

  function editLast() {
    const last = messages.findLast((message) => message.senderId === me && message.deletedAt === null && !isPending(message));
    if (last !== undefined) setEditing(last);
  }

  function copy(message: Message) {
    void run(navigator.clipboard.writeText(message.body)).then((done) => {
      if (!done) return;
      setCopiedId(message.id);
      announce(texts.copied);
    });
  }

  return (
    <>
      <Region className="chat" tabIndex={-1} aria-label={name} data-region>
        {Region === 'main' && blocked === null && <a className="skip" href="#composer-input" onClick={(event) => { event.preventDefault(); input.current?.focus(); }}>{texts.skipToInput}</a>}
        <ChatHeader row={row} headingRef={heading} showsDetails={showsDetails} onDetails={() => setDetails(showsDetails ? null : room)} />
        {status === 'error' && (
          <div className="empty" role="alert">
            <p>{texts.historyFailed}</p>
            <button type="button" onClick={() => void chat.jumpToLatest().catch(() => undefined)}>{texts.retry}</button>
          </div>
        )}
        {status === 'loading' && <HistorySkeleton />}
        {status === 'ready' && messages.length === 0 && <div className="empty"><h2>{texts.sayHello(name)}</h2></div>}
        {status === 'ready' && messages.length > 0 && (
          <MessageList
            ref={list} row={row} name={name} chat={chat} readBefore={readBefore} copiedId={copiedId} onAtEnd={setIsEndInSight}
            onReadAll={() => { setReadBefore(null); chat.markRead(lastSequence); }} onEscape={() => input.current?.focus()}
            onLoadAround={(sequence) => run(chat.jumpTo(sequence))} onReply={blocked === null ? reply : null}
            onReact={blocked === null ? react : null} onShowReactions={setReacted} onEdit={setEditing} onDelete={setDeleting} onCopy={copy} onRetry={retry} onDiscard={discard}
          />
        )}
        {(status !== 'ready' || messages.length === 0) && <div className="foot"><TypingIndicator conversationId={row.id} /></div>}
        {failure !== '' && (
          <div className="failed-bar">
            <span>{failure}</span>
            <button type="button" onClick={() => setFailure('')}>{texts.close}</button>
          </div>
        )}
        <FailedBar messages={messages} onRetry={retry} onDiscard={discard} />
        {blocked !== null ? <BlockNotice peer={blocked} run={run} onFocusLost={() => input.current?.focus()} /> : (
          <Composer
            row={row} name={name} editing={editing} replying={replying} inputRef={input} onSend={onSend}
            onSave={(message, body, mentions) => run(chat.edit(message.id, body, mentions))}
            onCancelEdit={() => setEditing(null)} onCancelReply={() => setReplying(null)} onEditLast={editLast} onEscape={() => { setReadBefore(null); list.current?.scrollToEnd(); }}
          />
        )}
        {reacted !== null && <ReactionsDialog message={reacted} onClose={() => setReacted(null)} />}
        {deleting !== null && (
          <ConfirmDialog
            title={texts.deleteTitle} text={texts.deleteText} action={texts.delete}
            onConfirm={() => void run(chat.remove(deleting.id))} onClose={() => setDeleting(null)}
          />
        )}
      </Region>
      {showsDetails && <Details row={row} isBeside={room === 'beside'} onClose={() => setDetails(null)} />}
    </>
  );
}
