import { toApiError, type ApiError } from './errors';
import { pauseAfter } from './retry';
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
  #failures = 0;
  #isStopped = false;

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

  /** Users whose presence I may see from now on: ask again for those who are shown. */
  askFor(userIds: readonly string[]): void {
    for (const id of userIds) if (this.#watched.has(id)) this.#want(id);
  }

  /** Events may have been missed: ask again for everyone who is shown. */
  refresh(): void {
    for (const id of this.#watched.keys()) this.#want(id);
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#wanted.clear();
  }

  /** A failed question leaves “unknown”, which is shown as nothing, until it is asked again. */
  #onFailure(ids: string[], error: ApiError): void {
    if (this.#isStopped || error.isRefusal || error.status === 401) return;
    const again = ids.filter((id) => this.#watched.has(id));
    if (again.length === 0) return;
    for (const id of again) this.#wanted.add(id);
    this.#timer ??= setTimeout(() => void this.#ask(), pauseAfter(this.#failures, error.retryAfterMs));
    this.#failures += 1;
  }

  #want(id: string): void {
    this.#wanted.add(id);
    this.#timer ??= setTimeout(() => void this.#ask(), GATHER_MS);
  }

  async #ask(): Promise<void> {
    this.#timer = undefined;
    // Those who have left the screen meanwhile, as in a list that is scrolled fast, are not asked for.
    const ids = [...this.#wanted].filter((id) => this.#watched.has(id));
    this.#wanted.clear();
    for (let at = 0; at < ids.length; at += MOST_AT_ONCE) {
      const part = ids.slice(at, at + MOST_AT_ONCE);
      try {
        const items = await this.#driver.fetch(part);
        this.#failures = 0;
        if (items.length > 0) this.#driver.onPresence(items);
      } catch (failure) {
        this.#onFailure(part, toApiError(failure));
      }
    }
  }
}
