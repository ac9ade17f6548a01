import { useRef, type PointerEvent } from 'react';

/** A message that is moved as far as this is answered. */
const FAR_PX = 60;
const MOST_PX = 80;

interface Swipe {
  element: HTMLElement;
  x: number;
  y: number;
  by: number;
}

/** A finger that moves a message along the line answers it. Up and down, it scrolls: the style sheet leaves only that to the browser. */
export function useSwipe(onSwipe: ((id: string) => void) | null) {
  const swipe = useRef<Swipe | null>(null);

  function onPointerDown(event: PointerEvent<HTMLElement>) {
    end();
    const element = (event.target as Element).closest<HTMLElement>('article[data-message]');
    if (onSwipe === null || element === null || event.pointerType !== 'touch') return;
    swipe.current = { element, x: event.clientX, y: event.clientY, by: 0 };
  }

  function onPointerMove(event: PointerEvent<HTMLElement>) {
    const at = swipe.current;
    if (at === null) return;
    const along = getComputedStyle(at.element).direction === 'rtl' ? -1 : 1;
    const by = (event.clientX - at.x) * along;
    if (at.by === 0 && by < Math.abs(event.clientY - at.y)) return;
    at.by = Math.min(MOST_PX, Math.max(0, by));
    at.element.style.translate = `${at.by * along}px`;
  }

  function onPointerUp() {
    const at = swipe.current;
    end();
    if (at !== null && at.by >= FAR_PX) onSwipe?.(at.element.dataset.message ?? '');
  }

  function end() {
    if (swipe.current !== null) swipe.current.element.style.translate = '';
    swipe.current = null;
  }

  return { onPointerDown, onPointerMove, onPointerUp, onPointerCancel: end };
}
