import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual';
import { useCallback, useEffect, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type Ref } from 'react';
import { useChatState } from '../../hooks';
import type { RealtimeMessages } from '../../hooks/useRealtimeMessages';
import type { Conversation } from '../../realtime/types';
import { Icon } from '../common/Icon';
import { IconButton } from '../common/IconButton';
import { dayName } from '../format';
import { useTexts } from '../i18n';
import { useNow } from '../page';
import { MessageItem, type MessageActions } from './MessageItem';
import { senderOf, useReaders } from './readers';
import { toRows, type Row } from './rows';
import { useListFocus } from './useListFocus';

const LOAD_DISTANCE_PX = 250;
const NEAR_END_PX = 80;
const JUMP_DISTANCE_PX = 200;

export interface MessageListHandle {
  scrollToEnd: () => void;
}

interface Props extends MessageActions {
  row: Conversation;
  name: string;
  chat: RealtimeMessages;
  /** Where reading had stopped when the conversation was opened. */
  readBefore: number | null;
  onReadAll: () => void;
  onAtEnd: (isAtEnd: boolean) => void;
  onEscape: () => void;
  ref: Ref<MessageListHandle>;
}

export function MessageList({ row, name, chat, readBefore, onReadAll, onAtEnd, onEscape, ref, ...actions }: Props) {
  const texts = useTexts();
  const now = useNow();
  const me = useChatState((state) => state.me.id);
  const { messages, hasOlder, hasNewer, loadOlder, loadNewer } = chat;
  const rows = useMemo(() => toRows(messages, readBefore, me), [messages, readBefore, me]);
  const scroller = useRef<HTMLDivElement>(null);
  const [isAtEnd, setIsAtEnd] = useState(true);
  const [isFar, setIsFar] = useState(false);
  const [seenAtEnd, setSeenAtEnd] = useState(0);
  const focus = useListFocus(rows, scroller, onEscape);
  const readersOf = useReaders(row, me);
  const lastOwnId = useMemo(() => messages.findLast((message) => message.senderId === me && message.revision > 0)?.id, [messages, me]);
  const unreadIndex = rows.findIndex((item) => item.kind === 'unread');
  const { activeIndex } = focus;

  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => estimate(rows[index]),
    getItemKey: (index) => rows[index]?.key ?? index,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: NEAR_END_PX,
    overscan: 8,
    paddingEnd: 8,
    // The focused message stays in the page when it is scrolled out of sight, or the focus would be lost.
    rangeExtractor: useCallback((range: Range) => {
      const indexes = defaultRangeExtractor(range);
      const isOutside = activeIndex >= 0 && activeIndex < range.count && !indexes.includes(activeIndex);
      return isOutside ? [...indexes, activeIndex].sort((a, b) => a - b) : indexes;
    }, [activeIndex]),
  });

  const scrollToEnd = useCallback(() => virtualizer.scrollToEnd(), [virtualizer]);
  useImperativeHandle(ref, () => ({ scrollToEnd }), [scrollToEnd]);

  const isPlaced = useRef(false);
  useLayoutEffect(() => {
    if (isPlaced.current || rows.length === 0) return;
    isPlaced.current = true;
    if (unreadIndex >= 0) virtualizer.scrollToIndex(unreadIndex, { align: 'center' });
    else virtualizer.scrollToEnd();
  }, [rows.length, unreadIndex, virtualizer]);

  // A keyboard that opens or a composer that grows takes room from the history: its end stays in sight.
  const atEnd = useRef(true);
  useEffect(() => {
    atEnd.current = isAtEnd;
  }, [isAtEnd]);
  useEffect(() => {
    const observer = new ResizeObserver(() => {
      if (atEnd.current && isPlaced.current) scrollToEnd();
    });
    if (scroller.current !== null) observer.observe(scroller.current);
    return () => observer.disconnect();
  }, [scrollToEnd]);

  function onScroll() {
    const element = scroller.current;
    if (element === null) return;
    const distance = element.scrollHeight - element.scrollTop - element.clientHeight;
    if (element.scrollTop < LOAD_DISTANCE_PX && hasOlder) void loadOlder().catch(() => undefined);
    if (distance < LOAD_DISTANCE_PX && hasNewer) void loadNewer().catch(() => undefined);
    setIsFar(distance > JUMP_DISTANCE_PX || hasNewer);
    setIsAtEnd(distance <= NEAR_END_PX && !hasNewer);
  }

  const lastSequence = messages.findLast((message) => message.revision > 0)?.sequence ?? 0;
  if (isAtEnd && seenAtEnd !== lastSequence) setSeenAtEnd(lastSequence);
  const newBelow = isAtEnd ? 0 : messages.filter((message) => message.revision > 0 && message.sequence > seenAtEnd && message.senderId !== me).length;
  useEffect(() => onAtEnd(isAtEnd), [isAtEnd, onAtEnd]);

  const items = virtualizer.getVirtualItems();
  const top = items.find((item) => item.end > (virtualizer.scrollOffset ?? 0));
  const topDate = dateOf(rows, top?.index ?? 0);
  const isUnreadAbove = unreadIndex >= 0 && top !== undefined && unreadIndex < top.index;

  function onKeyDown(event: KeyboardEvent) {
    const target = focus.onKeyDown(event);
    if (target !== null) virtualizer.scrollToIndex(target, { align: 'auto' });
  }

  return (
    <div className="history">
      {/* Reached with Tab: arrows scroll it and move through its messages. The announcer speaks, not the log. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <div
        ref={scroller} className="scroller" role="log" aria-live="off" aria-label={texts.messagesWith(name)}
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0} onScroll={onScroll} onKeyDown={onKeyDown}
      >
        <div role="list" className="virtual" style={{ height: virtualizer.getTotalSize() }}>
          {items.map((item) => {
            const entry = rows[item.index];
            if (entry === undefined) return null;
            return (
              <div
                key={item.key} ref={virtualizer.measureElement} data-index={item.index} className="virtual-row"
                role="listitem" aria-posinset={item.index + 1} aria-setsize={hasOlder || hasNewer ? -1 : rows.length}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                {entry.kind === 'day' && <p className="separator"><span>{dayName(new Date(entry.date), now, texts)}</span></p>}
                {entry.kind === 'unread' && <p className="separator unread-line"><span>{texts.newMessages}</span></p>}
                {entry.kind === 'message' && (
                  <MessageItem
                    {...actions} message={entry.message} position={entry.position} isOwn={entry.message.senderId === me}
                    sender={senderOf(row, entry.message.senderId)} showSender={row.kind === 'group' && entry.message.senderId !== me}
                    isActive={item.index === activeIndex} isHighlighted={false}
                    showStatus={entry.key === lastOwnId} readers={entry.key === lastOwnId ? readersOf(entry.message) : nobody}
                    onFocus={() => focus.setActive(entry.key)}
                  />
                )}
              </div>
            );
          })}
        </div>
      </div>
      {topDate !== null && <p className="floating-date" aria-hidden="true" data-shown={isFar}><span>{dayName(new Date(topDate), now, texts)}</span></p>}
      {isUnreadAbove && (
        <div className="unread-pill">
          <button type="button" onClick={() => virtualizer.scrollToIndex(unreadIndex, { align: 'center' })}>{texts.jumpToUnread}</button>
          <IconButton icon="close" label={texts.markAsRead} onClick={onReadAll} />
        </div>
      )}
      {isFar && (
        <button
          type="button" className="jump" aria-label={newBelow > 0 ? `${texts.jumpToLatest}, ${texts.newMessageCount(newBelow)}` : texts.jumpToLatest}
          onClick={() => { void (hasNewer ? chat.jumpToLatest() : Promise.resolve()).then(scrollToEnd, () => undefined); }}
        >
          <Icon name="down" />
          {newBelow > 0 && <span className="unread-badge" aria-hidden="true">{newBelow}</span>}
        </button>
      )}
    </div>
  );
}

const nobody: readonly string[] = [];

function estimate(row: Row | undefined): number {
  if (row?.kind !== 'message') return 44;
  return 40 + Math.ceil(row.message.body.length / 60) * 20;
}

function dateOf(rows: readonly Row[], index: number): string | null {
  const row = rows.slice(index).find((item) => item.kind !== 'unread');
  if (row === undefined) return null;
  return row.kind === 'day' ? row.date : row.message.sentAt;
}
