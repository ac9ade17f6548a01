import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import type { Conversation } from '@messaging/client';
import { useMedia } from '../browser/page';

interface Options {
  rows: readonly Conversation[];
  list: RefObject<HTMLElement | null>;
  /** The index of a row that stays in the page when it is out of sight. */
  kept: number;
}

/** The list scrolls with everything above it; the style sheets say the same. */
const SHORT = '(height < 32rem)';
const USUAL_ROW_PX = 68;
const OVERSCAN = 6;

/** Chooses the rows that are in the page. The rows in sight stay where they are when others move past them. */
export function useListWindow({ rows, list, kept }: Options) {
  const isShort = useMedia(SHORT);
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  useLayoutEffect(() => {
    const next = scrollerOf(list.current);
    if (next !== null) next.scrollTop = 0;
    setScroller(next);
  }, [list, isShort]);
  const { offset, rowPx } = useGeometry(list, scroller, rows.length);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller,
    estimateSize: () => rowPx,
    scrollMargin: offset,
    overscan: OVERSCAN,
    rangeExtractor: useCallback((range: Range) => {
      const indexes = defaultRangeExtractor(range);
      const isOutside = kept < range.count && !indexes.includes(kept);
      return isOutside ? [...indexes, kept].sort((a, b) => a - b) : indexes;
    }, [kept]),
  });
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, rowPx]);
  useSteadyView({ rows, scroller, offset, rowPx });

  return {
    items: virtualizer.getVirtualItems().map((item) => item.index),
    /** Rows that a Page key passes. */
    pageSize: () => Math.max(1, Math.floor((scroller?.clientHeight ?? 0) / rowPx) - 1),
  };
}

/** Where the list begins inside its scroller, and how high a row is; both follow the size of the text. */
function useGeometry(list: RefObject<HTMLElement | null>, scroller: HTMLElement | null, count: number) {
  const [geometry, setGeometry] = useState({ offset: 0, rowPx: USUAL_ROW_PX });
  const lastOffset = useRef(0);
  useEffect(() => {
    const element = list.current;
    if (element === null || scroller === null) return undefined;
    const observer = new ResizeObserver(() => {
      // A hidden list has no size, and keeps the one that it had.
      if (element.offsetHeight === 0 || count === 0) return;
      const offset = Math.round(element.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop);
      const rowPx = element.offsetHeight / count;
      // The rows in sight stay where they are when something comes or goes above them.
      if (scroller.scrollTop > lastOffset.current) scroller.scrollBy(0, offset - lastOffset.current);
      lastOffset.current = offset;
      setGeometry((known) => (known.offset === offset && known.rowPx === rowPx ? known : { offset, rowPx }));
    });
    for (const above of [element, ...elementsAbove(element, scroller)]) observer.observe(above);
    return () => observer.disconnect();
  }, [list, scroller, count]);
  return geometry;
}

interface View {
  rows: readonly Conversation[];
  scroller: HTMLElement | null;
  offset: number;
  rowPx: number;
}

/** Scrolls along when rows move from below the first row in sight to above it, or the other way. */
function useSteadyView({ rows, scroller, offset, rowPx }: View): void {
  const before = useRef(rows);
  useLayoutEffect(() => {
    const old = before.current;
    before.current = rows;
    if (old === rows || scroller === null || scroller.scrollTop <= offset) return;
    const first = Math.floor((scroller.scrollTop - offset) / rowPx);
    // A row that has changed is another object: it is one that moved, and the next one tells how far the others did.
    const anchor = old.slice(first, first + OVERSCAN).findIndex((row) => rows.includes(row));
    const row = old[first + anchor];
    if (anchor >= 0 && row !== undefined) scroller.scrollBy(0, (rows.indexOf(row) - first - anchor) * rowPx);
  }, [rows, scroller, offset, rowPx]);
}

function scrollerOf(element: HTMLElement | null): HTMLElement | null {
  for (let next = element?.parentElement ?? null; next !== null; next = next.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(next).overflowY)) return next;
  }
  return null;
}

/** The elements that stand before the given one inside the scroller. */
function elementsAbove(element: HTMLElement, scroller: HTMLElement): Element[] {
  const above: Element[] = [];
  for (let at: Element | null = element; at !== null && at !== scroller; at = at.parentElement) {
    for (let next = at.previousElementSibling; next !== null; next = next.previousElementSibling) above.push(next);
  }
  return above;
}
