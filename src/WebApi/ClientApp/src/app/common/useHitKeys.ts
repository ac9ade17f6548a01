import { useEffect, useRef, type KeyboardEvent } from 'react';
import { focusedFrom } from '../browser/page';

interface Hits {
  query: string;
  /** The hits are those of `query`. */
  isDone: boolean;
  /** Takes the first hit; undefined when there is none. */
  takeFirst: (() => void) | undefined;
  /** Gets further hits when the last one that is here has been reached. */
  more: () => void;
}

/**
 * Keys of a search field and of the hits around it, for the element that holds both: arrows move between them, and Enter in the
 * field takes the first hit, also when the answer comes after the key. Hits carry `data-hit`.
 */
export function useHitKeys({ query, isDone, takeFirst, more }: Hits): (event: KeyboardEvent<HTMLElement>) => void {
  /** The text for which Enter was pressed before its answer was here. */
  const waiting = useRef<string | null>(null);
  useEffect(() => {
    if (waiting.current === null || (waiting.current === query && !isDone)) return;
    const isWanted = waiting.current === query;
    waiting.current = null;
    if (isWanted) takeFirst?.();
  }, [query, isDone, takeFirst]);

  return (event) => {
    if (event.nativeEvent.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const target = event.target as HTMLElement;
    const isField = target instanceof HTMLInputElement && target.type === 'search';
    if (event.key === 'Enter' && isField) {
      // In a form, it would send it.
      event.preventDefault();
      if (isDone) takeFirst?.();
      else if (query !== '') waiting.current = query;
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const around = event.currentTarget;
    const stops = [...around.querySelectorAll<HTMLElement>('input[type="search"], [data-hit]')];
    const at = stops.indexOf(focusedFrom(around) as HTMLElement);
    if (step === undefined || at < 0) return;
    event.preventDefault();
    stops[Math.min(stops.length - 1, Math.max(0, at + step))]?.focus();
    if (at + step >= stops.length - 1) more();
  };
}
