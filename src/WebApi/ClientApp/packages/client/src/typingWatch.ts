import type { Api } from './api';
import type { TypingEvent } from './events';
import type { Store } from './store';
import type { TypingUser } from './types';
import { TypingSender, type TypingTimings } from './typing';

interface Driver {
  api: Api;
  store: Store;
  socketId: () => string | null;
  timings: TypingTimings & { expireMs: number };
  /** The server's clock less ours, in milliseconds. */
  clockSkew: () => number;
  /** The user types. */
  onWanted: () => void;
}

const LATE_MS = 10_000;

/** Both sides of typing: tells the others, and forgets those who stopped telling. */
export class TypingWatch {
  readonly #driver: Driver;
  readonly #senders = new Map<string, TypingSender>();
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(driver: Driver) {
    this.#driver = driver;
  }

  sender(conversationId: string): TypingSender {
    const { api, socketId, timings, onWanted } = this.#driver;
    const known = this.#senders.get(conversationId)
      ?? new TypingSender((state) => {
        if (state === 'started') onWanted();
        return api.typing(conversationId, state, socketId());
      }, timings);
    this.#senders.set(conversationId, known);
    return known;
  }

  started(event: TypingEvent): void {
    const isLate = Date.now() + this.#driver.clockSkew() - Date.parse(event.sentAt) > LATE_MS;
    if (!isLate) this.#note(event.conversationId, event);
  }

  stopped(event: { conversationId: string; userId: string }): void {
    this.#driver.store.dispatch({ type: 'typing-stopped', conversationId: event.conversationId, userId: event.userId });
  }

  /** Takes the answer of a sync: everyone who is typing now. */
  replace(conversationId: string, typists: readonly TypingUser[]): void {
    const now = new Set(typists.map((typist) => typist.userId));
    for (const known of this.#driver.store.getSnapshot().typing[conversationId] ?? []) {
      if (!now.has(known.userId)) this.stopped({ conversationId, userId: known.userId });
    }
    const members = this.#driver.store.getSnapshot().conversations[conversationId]?.members ?? [];
    for (const { userId } of typists) {
      const displayName = members.find((member) => member.userId === userId)?.displayName;
      if (displayName !== undefined) this.#note(conversationId, { userId, displayName });
    }
  }

  stop(): void {
    for (const sender of this.#senders.values()) sender.stop();
    this.#senders.clear();
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #note(conversationId: string, { userId, displayName }: { userId: string; displayName: string }): void {
    const { store, timings } = this.#driver;
    if (userId === store.getSnapshot().me.id) return;
    store.dispatch({ type: 'typing', conversationId, userId, displayName, until: Date.now() + timings.expireMs });
    this.#timer ??= setTimeout(this.#expire, timings.expireMs + 20);
  }

  #expire = (): void => {
    this.#timer = null;
    const { store } = this.#driver;
    store.dispatch({ type: 'typing-expired', now: Date.now() });
    const left = Object.values(store.getSnapshot().typing).flat().map((typist) => typist.until);
    if (left.length > 0) this.#timer = setTimeout(this.#expire, Math.max(20, Math.min(...left) - Date.now() + 20));
  };
}
