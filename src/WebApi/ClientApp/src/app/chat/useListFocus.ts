import { useEffect, useState, type KeyboardEvent, type RefObject } from 'react';
import type { Row } from './rows';

/**
 * Arrow keys move through the messages: one of them is the Tab stop, Enter goes to its actions, Esc leaves for the
 * input. The focus is kept by message id, so nothing that arrives moves it.
 */
export function useListFocus(rows: readonly Row[], scroller: RefObject<HTMLElement | null>, onEscape: () => void) {
  const [activeKey, setActive] = useState<string | null>(null);
  const [wanted, setWanted] = useState<string | null>(null);
  const activeIndex = activeKey === null ? -1 : rows.findIndex((row) => row.message.id === activeKey);

  useEffect(() => {
    if (wanted === null) return undefined;
    // The row may only be in the page after the scrolling that goes with it.
    const frame = requestAnimationFrame(() => {
      scroller.current?.querySelector<HTMLElement>(`[data-message="${wanted}"]`)?.focus({ preventScroll: true });
      setWanted(null);
    });
    return () => cancelAnimationFrame(frame);
  }, [wanted, scroller, rows]);

  /** Answers the row to scroll to, if the key meant one. */
  function onKeyDown(event: KeyboardEvent): number | null {
    if (event.altKey || event.ctrlKey || event.metaKey) return null;
    if (event.key === 'Escape') {
      event.preventDefault();
      onEscape();
      return null;
    }
    const target = event.target as HTMLElement;
    if (event.key === 'Enter' && target.matches('[data-message]')) {
      event.preventDefault();
      target.querySelector<HTMLElement>('[role=toolbar] button, .failed-line button')?.focus();
      return null;
    }
    const next = nextIndex(rows, activeIndex, event.key);
    const row = next === null ? undefined : rows[next];
    if (next === null || row === undefined) return null;
    event.preventDefault();
    goTo(row.message.id);
    return next;
  }

  function goTo(id: string) {
    setActive(id);
    setWanted(id);
  }

  return { activeIndex, setActive, goTo, onKeyDown };
}

function nextIndex(rows: readonly Row[], from: number, key: string): number | null {
  const last = rows.length - 1;
  if (key === 'Home') return 0;
  if (key === 'End') return last;
  if (key === 'ArrowUp') return from < 0 ? last : Math.max(0, from - 1);
  if (key === 'ArrowDown') return Math.min(last, from + 1);
  return null;
}
