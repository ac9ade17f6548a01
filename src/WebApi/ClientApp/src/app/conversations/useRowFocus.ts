import { useEffect, useLayoutEffect, useState, type FocusEvent, type KeyboardEvent, type RefObject } from 'react';
import type { Conversation } from '@messaging/client';
import { focusedFrom } from '../browser/page';

interface Options {
  rows: readonly Conversation[];
  list: RefObject<HTMLElement | null>;
  hasMore: boolean;
  canLoad: boolean;
  onMore: () => void;
}

/**
 * The row with the focus. Keys move it, also to rows that are not in the page or not loaded yet: those are loaded, and
 * the focus follows as they come. It stays with its row when rows change places, and goes to the next one when its row goes.
 */
export function useRowFocus({ rows, list, hasMore, canLoad, onMore }: Options) {
  const [focused, setFocused] = useState<{ id: string; index: number } | null>(null);
  /** Where the focus is on its way to; it may lie behind the last row. */
  const [wanted, setWanted] = useState<number | null>(null);

  const index = focused === null ? -1 : rows.findIndex((row) => row.id === focused.id);
  if (focused !== null && index !== focused.index) {
    setFocused(index < 0 ? null : { ...focused, index });
    if (index < 0) setWanted(focused.index);
  }
  const target = wanted === null ? -1 : Math.min(wanted, rows.length - 1);
  const isBehind = wanted !== null && wanted >= rows.length && hasMore;
  // Once it is there, it is where the user is and not where the user goes.
  if (wanted !== null && !isBehind && target === index) setWanted(null);

  const targetId = rows[target]?.id;
  useLayoutEffect(() => {
    if (targetId !== undefined) list.current?.querySelector<HTMLElement>(`[data-conversation="${targetId}"]`)?.focus();
  }, [targetId, list]);
  useEffect(() => {
    if (isBehind && canLoad) onMore();
  }, [isBehind, canLoad, onMore]);

  function onKeyDown(event: KeyboardEvent, pageSize: number) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const from = wanted !== null && Number.isFinite(wanted) ? wanted : index;
    const next = {
      ArrowDown: from + 1, ArrowUp: from - 1, PageDown: from + pageSize, PageUp: from - pageSize, Home: 0, End: Number.POSITIVE_INFINITY,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    setWanted(Math.max(0, next));
  }

  function onFocus(event: FocusEvent<HTMLElement>) {
    const id = event.target.closest<HTMLElement>('[data-conversation]')?.dataset.conversation;
    if (id !== undefined) setFocused({ id, index: rows.findIndex((row) => row.id === id) });
  }

  function onBlur(event: FocusEvent<HTMLElement>) {
    // When the window loses the focus, the row keeps it for the time when the window has it again.
    const isOfWindow = focusedFrom(event.target) === event.target;
    if (isOfWindow || event.currentTarget.contains(event.relatedTarget)) return;
    setFocused(null);
    setWanted(null);
  }

  return { kept: target >= 0 ? target : index, onKeyDown, onFocus, onBlur, cancel: () => setWanted(null) };
}
