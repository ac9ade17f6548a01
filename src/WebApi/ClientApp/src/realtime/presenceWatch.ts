import type { Presence } from './types';

interface Driver {
  fetch: (userIds: string[]) => Promise<Presence[]>;
  onPresence: (items: Presence[]) => void;
}

const MOST_AT_ONCE = 100;
const GATHER_MS = 50;

/** Knows whose presence is on screen, and asks for it once when it first is and again after an outage. */
export class PresenceWatch {
  readonly #driver: Driver;
  readonly #watched = new Map<string, number>();
  readonly #wanted = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(driver: Driver) {
    this.#driver = driver;
  }

  get watchedCount(): number {
    return this.#watched.size;
  }

  /** Call the result when the users are no longer shown. */
  watch(userIds: readonly string[]): () => void {
    for (const id of userIds) {
      const count = this.#watched.get(id) ?? 0;
      this.#watched.set(id, count + 1);
      if (count === 0) this.#want(id);
    }
    return () => {
      for (const id of userIds) {
        const count = (this.#watched.get(id) ?? 0) - 1;
        if (count > 0) this.#watched.set(id, count);
        else this.#watched.delete(id);
      }
    };
  }

  /** Events may have been missed: ask again for everyone who is shown. */
  refresh(): void {
    for (const id of this.#watched.keys()) this.#want(id);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#wanted.clear();
  }

  #want(id: string): void {
    this.#wanted.add(id);
    this.#timer ??= setTimeout(() => void this.#ask(), GATHER_MS);
  }

  async #ask(): Promise<void> {
    this.#timer = undefined;
    const ids = [...this.#wanted];
    this.#wanted.clear();
    for (let at = 0; at < ids.length; at += MOST_AT_ONCE) {
      // A failed question leaves “unknown”, which is shown as nothing; the next reconnection asks again.
      const items = await this.#driver.fetch(ids.slice(at, at + MOST_AT_ONCE)).catch(() => []);
      if (items.length > 0) this.#driver.onPresence(items);
    }
  }
}
