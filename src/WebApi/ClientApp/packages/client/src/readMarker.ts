import { delay } from './clock';
import { toApiError } from './errors';
import { pauseAfter } from './retry';

const THROTTLE_MS = 500;

interface Entry {
  wanted: number;
  sent: number;
  failures: number;
  isBusy: boolean;
  /** Ends the pause before the next attempt. */
  wake: AbortController;
}

/**
 * Moves my read cursor forward: at most one request in half a second a conversation, never without the last one, and
 * again and again until the server has taken or refused it.
 */
export class ReadMarker {
  readonly #put: (conversationId: string, sequence: number) => Promise<unknown>;
  readonly #entries = new Map<string, Entry>();

  constructor(put: (conversationId: string, sequence: number) => Promise<unknown>) {
    this.#put = put;
  }

  mark(conversationId: string, sequence: number): void {
    const entry = this.#entries.get(conversationId) ?? { wanted: 0, sent: 0, failures: 0, isBusy: false, wake: new AbortController() };
    this.#entries.set(conversationId, entry);
    if (sequence <= entry.wanted) return;
    entry.wanted = sequence;
    void this.#run(conversationId, entry);
  }

  /** Sends at once what failed before; called when the connection is back. */
  flush(): void {
    for (const entry of this.#entries.values()) {
      if (entry.failures === 0) continue;
      entry.failures = 0;
      entry.wake.abort();
    }
  }

  /** The conversation is about to be left: what waits would come too late. */
  forget(conversationId: string): void {
    const entry = this.#entries.get(conversationId);
    if (entry === undefined) return;
    this.#entries.delete(conversationId);
    entry.wanted = entry.sent;
    entry.wake.abort();
  }

  stop(): void {
    for (const id of [...this.#entries.keys()]) this.forget(id);
  }

  async #run(conversationId: string, entry: Entry): Promise<void> {
    if (entry.isBusy) return;
    entry.isBusy = true;
    while (entry.wanted > entry.sent) {
      const pauseMs = await this.#send(conversationId, entry);
      if (entry.wake.signal.aborted) entry.wake = new AbortController();
      await delay(pauseMs, entry.wake.signal);
    }
    entry.isBusy = false;
  }

  /** One request; answers how long to pause before the next, in milliseconds. */
  async #send(conversationId: string, entry: Entry): Promise<number> {
    const sequence = entry.wanted;
    const startedAt = Date.now();
    try {
      await this.#put(conversationId, sequence);
    } catch (failure) {
      const error = toApiError(failure);
      if (!error.isRefusal) return Math.max(THROTTLE_MS, pauseAfter(entry.failures++, error.retryAfterMs));
    }
    entry.failures = 0;
    entry.sent = Math.max(entry.sent, sequence);
    return Math.max(0, startedAt + THROTTLE_MS - Date.now());
  }
}
