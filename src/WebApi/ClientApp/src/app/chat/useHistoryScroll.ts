import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import type { RealtimeMessages } from '@messaging/react';
import type { Row } from './rows';

const LOAD_DISTANCE_PX = 250;
const NEAR_END_PX = 80;
const JUMP_DISTANCE_PX = 200;

interface Options {
  rows: readonly Row[];
  /** The row with the focus; it stays in the page when it is scrolled out of sight, or the focus would be lost. */
  activeIndex: number;
  chat: RealtimeMessages;
  scroller: RefObject<HTMLElement | null>;
  /** The day of what is in sight, over the history. */
  floatingDate: RefObject<HTMLElement | null>;
}

/**
 * The virtual list of the history: it opens at the first unread message or at the end, follows the end while it is in
 * sight, stays where it is when older messages come in front, and loads more near its edges.
 */
export function useHistoryScroll({ rows, activeIndex, chat, scroller, floatingDate }: Options) {
  const { hasOlder, hasNewer, loadOlder, loadNewer } = chat;
  // Unknown until it was looked at: what is not in sight must not be marked as read.
  const [isAtEnd, setIsAtEnd] = useState(false);
  const [isFar, setIsFar] = useState(false);
  const [isDateInSight, setIsDateInSight] = useState(false);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => estimate(rows[index]),
    getItemKey: (index) => rows[index]?.message.id ?? index,
    anchorTo: 'end',
    // Not merely where the loaded part ends: a page that comes after it would carry the reader away.
    followOnAppend: isAtEnd,
    scrollEndThreshold: NEAR_END_PX,
    overscan: 8,
    paddingEnd: 12,
    rangeExtractor: useCallback((range: Range) => {
      const indexes = defaultRangeExtractor(range);
      const isOutside = activeIndex >= 0 && activeIndex < range.count && !indexes.includes(activeIndex);
      return isOutside ? [...indexes, activeIndex].sort((a, b) => a - b) : indexes;
    }, [activeIndex]),
  });
  const scrollToEnd = useCallback(() => virtualizer.scrollToEnd(), [virtualizer]);
  const unreadIndex = rows.findIndex((row) => row.isFirstUnread);

  const isPlaced = useRef(false);
  useLayoutEffect(() => {
    if (isPlaced.current || rows.length === 0) return;
    isPlaced.current = true;
    if (unreadIndex >= 0) virtualizer.scrollToIndex(unreadIndex, { align: 'center' });
    else virtualizer.scrollToEnd();
  }, [rows.length, unreadIndex, virtualizer]);

  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (element === null) return;
    const distance = element.scrollHeight - element.scrollTop - element.clientHeight;
    if (element.scrollTop < LOAD_DISTANCE_PX && hasOlder) void loadOlder().catch(() => undefined);
    if (distance < LOAD_DISTANCE_PX && hasNewer) void loadNewer().catch(() => undefined);
    setIsFar(distance > JUMP_DISTANCE_PX || hasNewer);
    setIsAtEnd(distance <= NEAR_END_PX && !hasNewer);
    setIsDateInSight(hasDateBelow(floatingDate.current, element));
  }, [scroller, floatingDate, hasOlder, hasNewer, loadOlder, loadNewer]);

  // A page that came while the edge was in sight moved no scrollbar: look again whether the next one is wanted.
  useEffect(() => {
    const frame = requestAnimationFrame(onScroll);
    return () => cancelAnimationFrame(frame);
  }, [rows.length, onScroll]);

  // A keyboard that opens or a composer that grows takes room from the history: its end stays in sight.
  const atEnd = useRef(false);
  useEffect(() => {
    atEnd.current = isAtEnd;
  }, [isAtEnd]);
  useEffect(() => {
    const observer = new ResizeObserver(() => {
      if (atEnd.current) scrollToEnd();
    });
    if (scroller.current !== null) observer.observe(scroller.current);
    return () => observer.disconnect();
  }, [scrollToEnd, scroller]);

  return { virtualizer, scrollToEnd, onScroll, isAtEnd, isFar, isDateInSight, unreadIndex };
}

/** The line where a day begins stands where the day floats: twice the same, or one over the other. */
function hasDateBelow(floating: HTMLElement | null, scroller: HTMLElement): boolean {
  if (floating === null) return false;
  const { top, bottom, height } = floating.getBoundingClientRect();
  return [...scroller.querySelectorAll('.day')].some((day) => {
    const box = day.getBoundingClientRect();
    return box.bottom > top - height && box.top < bottom + height;
  });
}

const LINE_PX = 23;
const LINE_CHARACTERS = 60;
const QUOTE_PX = 50;

function estimate(row: Row | undefined): number {
  if (row === undefined) return 0;
  const isLast = row.position === 'single' || row.position === 'bottom';
  const lines = row.message.body.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / LINE_CHARACTERS)), 0);
  return 20 + lines * LINE_PX + (isLast ? 30 : 0) + (row.startsDay ? 45 : 0) + (row.isFirstUnread ? 45 : 0) + (row.message.quote ? QUOTE_PX : 0);
}
