import { useEffect, useRef, useState, type KeyboardEvent, type MouseEvent, type PointerEvent, type RefObject, type TouchEvent } from 'react';
import type { UiMessage } from '@messaging/react';
import type { Message } from '@messaging/client';
import type { MenuPlace } from './MessageMenu';

const LONG_PRESS_MS = 500;
/** A finger that moves further scrolls. */
const STILL_PX = 10;

/** Opens the menu of a message: by right click, by a long press, and by the keys that do the same as a right click. */
export function useMessageMenu(messages: readonly (Message | UiMessage)[], scroller: RefObject<HTMLElement | null>) {
  const [menu, setMenu] = useState<MenuPlace | null>(null);
  const press = useRef<{ timer: ReturnType<typeof setTimeout>; x: number; y: number } | null>(null);
  const hasOpened = useRef(false);
  useEffect(() => () => clearTimeout(press.current?.timer), []);

  function openAt(target: Element, anchor: DOMRect): boolean {
    const id = target.closest<HTMLElement>('article[data-message]')?.dataset.message;
    const message = messages.find((one) => one.id === id && one.deletedAt === null);
    if (message === undefined) return false;
    setMenu({ message, anchor });
    return true;
  }

  function onContextMenu(event: MouseEvent<HTMLElement>) {
    const target = event.target as Element;
    // The browser's own menu is the better one for a link and for a selected part of the text.
    if (target.closest('a') !== null || getSelection()?.isCollapsed === false) return;
    if (openAt(target, new DOMRect(event.clientX, event.clientY))) event.preventDefault();
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>): boolean {
    if (event.key !== 'ContextMenu' && !(event.key === 'F10' && event.shiftKey)) return false;
    const target = event.target as Element;
    if (openAt(target, (target.querySelector('.bubble') ?? target).getBoundingClientRect())) event.preventDefault();
    return true;
  }

  function onPointerDown(event: PointerEvent<HTMLElement>) {
    endPress();
    hasOpened.current = false;
    if (event.pointerType !== 'touch') return;
    const { target, clientX: x, clientY: y } = event;
    press.current = { x, y, timer: setTimeout(() => { hasOpened.current = openAt(target as Element, new DOMRect(x, y)); }, LONG_PRESS_MS) };
  }

  function onPointerMove(event: PointerEvent<HTMLElement>) {
    const at = press.current;
    if (at !== null && Math.hypot(event.clientX - at.x, event.clientY - at.y) > STILL_PX) endPress();
  }

  function endPress() {
    clearTimeout(press.current?.timer);
    press.current = null;
  }

  /** The finger that is lifted is no click, which would take the focus out of the menu. */
  function onTouchEnd(event: TouchEvent<HTMLElement>) {
    // While the browser scrolls, it lets nobody prevent anything, and makes no click either.
    if (hasOpened.current && event.cancelable) event.preventDefault();
  }

  function close(isHere: boolean) {
    const id = menu?.message.id ?? '';
    setMenu(null);
    if (isHere) scroller.current?.querySelector<HTMLElement>(`[data-message="${id}"]`)?.focus({ preventScroll: true });
  }

  return {
    menu, close, onKeyDown,
    openBelow: (element: Element) => void openAt(element, element.getBoundingClientRect()),
    handlers: { onContextMenu, onPointerDown, onPointerMove, onPointerUp: endPress, onPointerCancel: endPress, onTouchEnd },
  };
}
