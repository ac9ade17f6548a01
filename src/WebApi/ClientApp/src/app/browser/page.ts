import { useEffect, useMemo, useSyncExternalStore } from 'react';

/** The page is visible and has the focus: somebody is looking. */
export function usePageActive(): boolean {
  return useSyncExternalStore(subscribe, () => !document.hidden && document.hasFocus());
}

function subscribe(listener: () => void): () => void {
  const targets = [[window, 'focus'], [window, 'blur'], [document, 'visibilitychange']] as const;
  for (const [target, name] of targets) target.addEventListener(name, listener);
  return () => {
    for (const [target, name] of targets) target.removeEventListener(name, listener);
  };
}

const TICK_MS = 30_000;
const tickers = new Set<() => void>();
let now = Date.now();
setInterval(() => {
  now = Date.now();
  for (const tick of tickers) tick();
}, TICK_MS);

/** The time, renewed twice a minute by one timer for the whole page. */
export function useNow(): Date {
  const time = useSyncExternalStore(onTick, () => now);
  return useMemo(() => new Date(time), [time]);
}

function onTick(listener: () => void): () => void {
  tickers.add(listener);
  return () => tickers.delete(listener);
}

/** The element with the focus, as it is seen from an element that may stand in a shadow root. */
export function focusedFrom(element: Element): Element | null {
  return (element.getRootNode() as Document | ShadowRoot).activeElement;
}

/** One pane instead of two; the style sheets say the same. */
export const PHONE = '(max-width: 767px)';

/** Room for a panel beside the list and the messages; the style sheets say the same. */
export const THREE_PANES = '(min-width: 1024px)';

/** True while a media query matches. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = matchMedia(query);
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    () => matchMedia(query).matches,
  );
}

/** Unread messages in the title, on the icon, and on the icon of an installed app. */
export function usePageBadge(name: string, count: number): void {
  useEffect(() => {
    document.title = count > 0 ? `(${count > 99 ? '99+' : count}) ${name}` : name;
    const badge = navigator as { setAppBadge?: (count: number) => Promise<void> };
    badge.setAppBadge?.(count).catch(() => undefined);
  }, [name, count]);
  const hasUnread = count > 0;
  useEffect(() => drawIcon(hasUnread), [hasUnread]);
}

function drawIcon(hasUnread: boolean): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (link === null) return;
  if (!hasUnread) {
    link.href = '/favicon.svg';
    return;
  }
  const image = new Image(32, 32);
  image.onload = () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 32, height: 32 });
    const context = canvas.getContext('2d');
    if (context === null) return;
    context.drawImage(image, 0, 0, 32, 32);
    context.fillStyle = '#e03131';
    context.beginPath();
    context.arc(24, 8, 8, 0, 2 * Math.PI);
    context.fill();
    link.href = canvas.toDataURL('image/png');
  };
  image.src = '/favicon.svg';
}
