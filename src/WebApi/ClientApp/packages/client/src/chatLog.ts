import { withQuoteOf } from './quotes';
import { join } from './reactions';
import type { Message } from './types';

/**
 * The loaded part of a conversation: every message from `items[0]` to `items.at(-1)` without a hole. Messages that
 * arrive from elsewhere wait in `outside` until the part reaches them, so the screen never shows 44 before 43 and a
 * page that was read before an edit cannot bring the old text back.
 */
export interface ChatLog {
  status: 'loading' | 'ready' | 'error';
  /** Ascending by sequence. */
  items: readonly Message[];
  outside: Readonly<Record<string, Message>>;
  hasOlder: boolean;
  hasNewer: boolean;
}

export type PageKind = 'newest' | 'older' | 'newer' | 'around';

export const emptyLog: ChatLog = { status: 'loading', items: [], outside: {}, hasOlder: false, hasNewer: false };

export const firstSequence = (log: ChatLog): number => log.items[0]?.sequence ?? 1;
export const lastSequence = (log: ChatLog): number => log.items.at(-1)?.sequence ?? 0;

/** Adds changed messages from an event, an answer or a sync; a message with a lower revision changes nothing. */
export function mergeMessages(log: ChatLog, incoming: readonly Message[]): ChatLog {
  let items = log.items;
  const outside = { ...log.outside };
  let changed = false;
  for (const message of incoming) {
    const isInside = log.status === 'ready' && message.sequence >= firstSequence(log) && message.sequence <= lastSequence(log);
    if (isInside) {
      const next = put(items, message);
      changed ||= next !== items;
      items = next;
    } else {
      const next = join(outside[message.id], message);
      changed ||= next !== outside[message.id];
      outside[message.id] = next;
    }
  }
  return changed ? reach(withPresentQuotes({ ...log, items, outside }, incoming)) : log;
}

/** Adds a page that the server answered; its ends are the truth about what lies before and after. */
export function mergePage(log: ChatLog, kind: PageKind, page: readonly Message[], ends: { older: boolean; newer: boolean }): ChatLog {
  const joins = log.status === 'ready' && log.items.length > 0 && page.length > 0 && touches(log, page);
  let next: ChatLog;
  if (kind === 'older' || kind === 'newer') {
    if (page.length > 0 && !joins) return log;
    next = { ...log, items: page.reduce(put, log.items) };
    next = kind === 'older' ? { ...next, hasOlder: ends.older } : { ...next, hasNewer: ends.newer };
  } else if (joins && kind === 'newest') {
    next = { ...log, items: page.reduce(put, log.items), hasNewer: ends.newer };
  } else {
    // A page far from what is loaded replaces it; what is dropped keeps its newest revision in `outside`.
    const dropped = Object.fromEntries(log.items.map((message) => [message.id, message]));
    next = { ...log, outside: { ...log.outside, ...dropped }, items: [...page], hasOlder: ends.older, hasNewer: ends.newer };
  }
  next = { ...next, status: 'ready' };
  return reach(withPresentQuotes({ ...next, items: newestKnown(next) }, page));
}

/** After a complete sync nothing is missing: whatever waits behind the end belongs there, holes or not. */
export function closeGaps(log: ChatLog): ChatLog {
  if (log.status !== 'ready' || log.hasNewer) return log;
  const end = lastSequence(log);
  const later = Object.values(log.outside).filter((message) => message.sequence > end);
  if (later.length === 0) return log;
  return { ...log, items: later.reduce(put, log.items), outside: without(log.outside, later) };
}

/** Takes in the waiting messages that follow the end directly. */
function reach(log: ChatLog): ChatLog {
  if (log.status !== 'ready' || log.hasNewer) return log;
  const waiting = new Map(Object.values(log.outside).map((message) => [message.sequence, message]));
  const taken: Message[] = [];
  for (let next = waiting.get(lastSequence(log) + 1); next !== undefined; next = waiting.get(next.sequence + 1)) taken.push(next);
  return taken.length === 0 ? log : { ...log, items: [...log.items, ...taken], outside: without(log.outside, taken) };
}

function newestKnown(log: ChatLog): readonly Message[] {
  return log.items.map((message) => {
    const other = log.outside[message.id];
    return other === undefined ? message : join(message, other);
  });
}

/** Gives replies to the messages that came, and replies among them, the newest quote that is known. */
function withPresentQuotes(log: ChatLog, incoming: readonly Message[]): ChatLog {
  const came = new Map(incoming.map((message) => [message.id, message]));
  const isConcerned = (message: Message) => message.quote?.id !== undefined && (came.has(message.quote.id) || came.has(message.id));
  const change = (message: Message) => (isConcerned(message) ? withQuoteOf(withQuoteOf(message, came.get(message.quote?.id ?? '')), answeredBy(log, message)) : message);
  const items = log.items.some(isConcerned) ? log.items.map(change) : log.items;
  const waiting = Object.values(log.outside).filter(isConcerned);
  const outside = waiting.length === 0 ? log.outside : { ...log.outside, ...Object.fromEntries(waiting.map((message) => [message.id, change(message)])) };
  return { ...log, items, outside };
}

function answeredBy(log: ChatLog, { quote }: Message): Message | undefined {
  if (!quote) return undefined;
  const held = log.items[lowerBound(log.items, quote.sequence)];
  return held?.id === quote.id ? held : log.outside[quote.id];
}

/** True when nothing can lie between the page and the loaded part. */
function touches(log: ChatLog, page: readonly Message[]): boolean {
  const [first, last] = [page[0]?.sequence ?? 0, page.at(-1)?.sequence ?? 0];
  return first <= lastSequence(log) + 1 && last >= firstSequence(log) - 1;
}

/** Puts a message in its place by sequence, if it tells more than what is there. */
function put(items: readonly Message[], message: Message): readonly Message[] {
  const at = lowerBound(items, message.sequence);
  const known = items[at]?.sequence === message.sequence ? items[at] : undefined;
  const next = join(known, message);
  return next === known ? items : items.toSpliced(at, known === undefined ? 0 : 1, next);
}

function lowerBound(items: readonly Message[], sequence: number): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((items[middle]?.sequence ?? 0) < sequence) low = middle + 1;
    else high = middle;
  }
  return low;
}

function without(outside: ChatLog['outside'], taken: readonly Message[]): Record<string, Message> {
  const ids = new Set(taken.map((message) => message.id));
  return Object.fromEntries(Object.entries(outside).filter(([id]) => !ids.has(id)));
}
