import { useMemo, useSyncExternalStore } from 'react';
import type { ChatState } from '@messaging/client';
import { useChatClient } from './context';

/**
 * A part of the state; the component renders again only when that part changes.
 *
 * @example
 * const name = useChatState((state) => state.me.displayName);
 */
export function useChatState<T>(select: (state: ChatState) => T, isEqual: (a: T, b: T) => boolean = Object.is): T {
  const { store } = useChatClient();
  const read = useMemo(() => selector(store.getSnapshot, select, isEqual), [store, select, isEqual]);
  return useSyncExternalStore(store.subscribe, read, read);
}

/** Selects again only when the state has changed, and keeps the old value while the new one is equal. */
function selector<T>(getState: () => ChatState, select: (state: ChatState) => T, isEqual: (a: T, b: T) => boolean): () => T {
  let last: { state: ChatState; value: T } | null = null;
  return () => {
    const state = getState();
    if (last?.state === state) return last.value;
    const value = select(state);
    last = { state, value: last !== null && isEqual(last.value, value) ? last.value : value };
    return last.value;
  };
}

/** Equality for arrays of the same things in the same order. */
export function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, index) => Object.is(item, b[index]));
}
