import { useEffect, useImperativeHandle, useMemo, useRef, type KeyboardEvent, type PointerEvent, type Ref } from 'react';
import { isPending, type RealtimeMessages, useChatState } from '@messaging/react';
import { type Conversation, unreadCount } from '@messaging/client';
import { Icon } from '../common/Icon';
import { IconButton } from '../common/IconButton';
import { dayName } from '../common/format';
import { useTexts } from '../i18n';
import { useNow } from '../browser/page';
import { systemText } from '../common/systemText';
import { MessageItem, type MessageActions } from './MessageItem';
import { MessageMenu } from './MessageMenu';
import { senderOf, useReaders } from './readers';
import { toRows } from './rows';
import { TypingIndicator } from './TypingIndicator';
import { useHistoryScroll } from './useHistoryScroll';
import { useListFocus } from './useListFocus';
import { useMessageMenu } from './useMessageMenu';
import { useShowMessage } from './useShowMessage';
import { useSwipe } from './useSwipe';

export interface MessageListHandle {
  scrollToEnd: () => void;
}

interface Props extends MessageActions {
  row: Conversation;
  name: string;
  chat: RealtimeMessages;
  /** Where reading had stopped when the conversation was opened. */
  readBefore: number | null;
  /** The message whose text was copied a moment ago. */
  copiedId: string | null;
  onReadAll: () => void;
  onAtEnd: (isAtEnd: boolean) => void;
  onEscape: () => void;
  /** Loads the part of the history around a message; false after it has said what went wrong. */
  onLoadAround: (sequence: number) => Promise<boolean>;
  ref: Ref<MessageListHandle>;
}

export function MessageList({ row, name, chat, readBefore, copiedId, onReadAll, onAtEnd, onEscape, onLoadAround, ref, ...actions }: Props) {
  const texts = useTexts();
  const now = useNow();
  const me = useChatState((state) => state.me.id);
  const people = useChatState((state) => state.people);
  const { messages, hasOlder, hasNewer } = chat;
  const rows = useMemo(() => toRows(messages, readBefore, me), [messages, readBefore, me]);
  const scroller = useRef<HTMLDivElement>(null);
  const focus = useListFocus(rows, scroller, onEscape);
  const floatingDate = useRef<HTMLParagraphElement>(null);
  const { virtualizer, scrollToEnd, onScroll, isAtEnd, isFar, isDateInSight, unreadIndex } =
    useHistoryScroll({ rows, activeIndex: focus.activeIndex, chat, scroller, floatingDate });
  const { menu, close, ...menus } = useMessageMenu(messages, scroller);
  const { onReply } = actions;
  const swipe = useSwipe(onReply && reply);
  const { markedId, show } = useShowMessage({
    rows, scrollTo: (index) => virtualizer.scrollToIndex(index, { align: 'center' }), focus: focus.goTo, load: onLoadAround,
  });
  const unread = useChatState((state) => unreadCount(state, row));
  const readersOf = useReaders(row, me);
  const lastOwnId = useMemo(() => messages.findLast((message) => message.senderId === me && message.revision > 0)?.id, [messages, me]);
  useImperativeHandle(ref, () => ({ scrollToEnd }), [scrollToEnd]);
  useEffect(() => onAtEnd(isAtEnd), [isAtEnd, onAtEnd]);

  const items = virtualizer.getVirtualItems();
  const top = items.find((item) => item.end > (virtualizer.scrollOffset ?? 0));
  const topDate = rows[top?.index ?? 0]?.message.sentAt;
  const isUnreadAbove = unreadIndex >= 0 && top !== undefined && unreadIndex < top.index;

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    if (menus.onKeyDown(event)) return;
    const target = event.target as HTMLElement;
    if (event.key.toLowerCase() === 'r' && target.matches('article[data-message]') && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      reply(target.dataset.message ?? '');
      return;
    }
    const next = focus.onKeyDown(event);
    if (next !== null) virtualizer.scrollToIndex(next, { align: 'auto' });
  }

  function reply(id: string) {
    const message = messages.find((one) => one.id === id);
    if (message !== undefined && !isPending(message) && message.deletedAt === null) onReply?.(message);
  }

  /** A finger may hold a message or move it; whichever comes first ends the other. */
  const touch = {
    onPointerDown: (event: PointerEvent<HTMLElement>) => { menus.handlers.onPointerDown(event); swipe.onPointerDown(event); },
    onPointerMove: (event: PointerEvent<HTMLElement>) => { menus.handlers.onPointerMove(event); swipe.onPointerMove(event); },
    onPointerUp: () => { menus.handlers.onPointerUp(); swipe.onPointerUp(); },
    onPointerCancel: () => { menus.handlers.onPointerCancel(); swipe.onPointerCancel(); },
  };

  function jumpToLatest() {
    void (hasNewer ? chat.jumpToLatest() : Promise.resolve()).then(scrollToEnd, () => undefined);
  }

  return (
    <>
      <div className="history">
        {/* Reached with Tab: arrows scroll it and move through its messages. The announcer speaks, not the log. */}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
        <div
          ref={scroller} className="scroller" role="log" aria-live="off" aria-label={texts.messagesWith(name)}
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0} onScroll={onScroll} onKeyDown={onKeyDown} {...menus.handlers} {...touch}
        >
          <div role="list" className="virtual" style={{ height: virtualizer.getTotalSize() }}>
            {items.map((item) => {
              const entry = rows[item.index];
              if (entry === undefined) return null;
              const { message } = entry;
              const isLastOwn = message.id === lastOwnId;
              return (
                <div
                  key={item.key} ref={virtualizer.measureElement} data-index={item.index} className="virtual-row"
                  role="listitem" aria-posinset={item.index + 1} aria-setsize={hasOlder || hasNewer ? -1 : rows.length}
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  {entry.startsDay && <p className="separator day"><span>{dayName(new Date(message.sentAt), now, texts)}</span></p>}
                  {entry.isFirstUnread && <p className="separator unread-line"><span>{texts.newMessages}</span></p>}
                  {message.change !== null
                    ? <p className="separator" data-message={message.id} tabIndex={-1}>{systemText(message.change, message.senderId, people, me, texts)}</p>
                    : (
                      <MessageItem
                        {...actions} message={message} position={entry.position} isOwn={message.senderId === me} isMarked={message.id === markedId} onShowQuoted={show}
                        sender={senderOf(people, message.senderId)} showSender={row.kind === 'group' && message.senderId !== me}
                        isActive={item.index === focus.activeIndex} isCopied={message.id === copiedId} onMenu={menus.openBelow} showStatus={isLastOwn}
                        readers={isLastOwn ? readersOf(message) : nobody} onFocus={() => focus.setActive(message.id)}
                      />
                    )}
                </div>
              );
            })}
          </div>
        </div>
        {topDate !== undefined && <p ref={floatingDate} className="floating-date" aria-hidden="true" data-shown={isFar && !isDateInSight && !isUnreadAbove}><span>{dayName(new Date(topDate), now, texts)}</span></p>}
        {isUnreadAbove && (
          <div className="unread-pill">
            <button type="button" onClick={() => virtualizer.scrollToIndex(unreadIndex, { align: 'center' })}>{texts.jumpToUnread}</button>
            <IconButton icon="close" label={texts.markAsRead} onClick={onReadAll} />
          </div>
        )}
      </div>
      <div className="foot">
        <TypingIndicator conversationId={row.id} note={copiedId === null ? '' : texts.copied} />
        {isFar && (
          <button
            type="button" className="jump" onClick={jumpToLatest}
            aria-label={unread > 0 ? `${texts.jumpToLatest}, ${texts.newMessageCount(unread)}` : texts.jumpToLatest}
          >
            {unread > 0 && texts.newMessageCount(unread)}
            <Icon name="down" />
          </button>
        )}
      </div>
      {menu !== null && <MessageMenu {...actions} place={menu} me={me} onClose={close} />}
    </>
  );
}

const nobody: readonly string[] = [];
