import { backoff, delay } from './clock';
import { ApiError, isAbort, toApiError } from './errors';
import type { SyncQuery } from './api';
import type { Answer, RequestOptions } from './http';
import type { SyncAnswer } from './types';

export interface SyncDriver {
  fetch: (query: SyncQuery, options: RequestOptions) => Promise<Answer<SyncAnswer | null>>;
  /** The cursors to ask with, read anew before each request. */
  query: () => SyncQuery;
  /** Called before each request; the result is handed back with its answer. */
  begin: () => unknown;
  /** `answer` is null when nothing has changed. */
  apply: (answer: SyncAnswer | null, query: SyncQuery, mark: unknown) => void;
  onSuccess: () => void;
  onFailure: (error: ApiError) => void;
  waitSeconds: () => number;
  pollAfterMs: () => number;
}

/** A restart is over within minutes: for so long the pauses between two looks stay short, afterwards they grow. */
const SHORT_OUTAGE_MS = 120_000;
const FIRST_PAUSE_MS = 500;
/** With the time to connect and to catch up, live within 3 s. */
const SHORT_PAUSE_MS = 1_500;
const LONG_PAUSE_MS = 30_000;

/**
 * The only caller of `GET /sync`, one request at a time. `request()` catches up at once; polling asks on and on with a
 * long wait. A catch-up ends a waiting poll: an unread answer loses nothing, because its cursor was not taken.
 */
export class SyncLoop {
  readonly #driver: SyncDriver;
  readonly #stopped = new AbortController();
  #polling = false;
  #running = false;
  #waiters: (() => void)[] = [];
  /** Ends the waiting poll or the pause that is going on; null while a catch-up runs, which is not to be cut short. */
  #interrupt: AbortController | null = null;
  #failures = 0;
  #failingSince = 0;
  #people = '';
  #lastTag: { key: string; etag: string } | null = null;

  constructor(driver: SyncDriver) {
    this.#driver = driver;
  }

  /** Resolves when a sync that began after this call has finished without anything left to fetch. */
  request(): Promise<void> {
    const done = new Promise<void>((resolve) => this.#waiters.push(resolve));
    this.#interrupt?.abort();
    this.#run();
    return done;
  }

  setPolling(on: boolean): void {
    if (this.#polling === on) return;
    this.#polling = on;
    if (on) this.#run();
    else this.#interrupt?.abort();
  }

  /** Ends the waiting poll; the next one asks with the query as it is now. */
  restart(): void {
    this.#interrupt?.abort();
  }

  stop(): void {
    this.#stopped.abort();
    this.#interrupt?.abort();
    this.#polling = false;
    this.#waiters = [];
  }

  #run(): void {
    if (this.#running) return;
    this.#running = true;
    void this.#loop();
  }

  async #loop(): Promise<void> {
    while (!this.#stopped.signal.aborted && (this.#polling || this.#waiters.length > 0)) {
      const pauseMs = await this.#once();
      this.#interrupt = new AbortController();
      if (pauseMs > 0) await delay(pauseMs, this.#interrupt.signal);
    }
    // In the same turn as the condition above: a request that comes later finds the loop ended and starts it again.
    this.#running = false;
  }

  /** One request; answers how long to pause before the next. */
  async #once(): Promise<number> {
    const asked = this.#waiters;
    this.#waiters = [];
    const wait = asked.length > 0 ? 0 : this.#driver.waitSeconds();
    this.#interrupt = wait > 0 ? new AbortController() : null;
    const signal = AbortSignal.any([this.#stopped.signal, ...(this.#interrupt ? [this.#interrupt.signal] : [])]);
    const query = { ...this.#driver.query(), wait };
    const mark = this.#driver.begin();
    const startedAt = Date.now();
    try {
      const answer = await this.#driver.fetch(query, { signal, headers: this.#headers(query), timeoutMs: (wait + 10) * 1000 });
      if (signal.aborted) return this.#putBack(asked);
      this.#failures = 0;
      this.#remember(query, answer.etag);
      this.#driver.apply(answer.status === 304 ? null : answer.data, query, mark);
      this.#driver.onSuccess();
      if (hasMore(answer.data)) return this.#putBack(asked);
      for (const resolve of asked) resolve();
      if (asked.length > 0) return 0;
      // A server that does not hold the request must not be asked in a hot loop.
      const isNews = this.#isNews(answer.data);
      const wasHeld = wait > 0 && (isNews || Date.now() - startedAt > 1_000);
      return wasHeld ? 0 : this.#driver.pollAfterMs();
    } catch (error) {
      this.#putBack(asked);
      if (isAbort(error)) return 0;
      return this.#onFailure(toApiError(error));
    }
  }

  /** Changes, or other people typing or online than in the last answer: what a waiting request is answered for. */
  #isNews(answer: SyncAnswer | null): boolean {
    const before = this.#people;
    if (answer !== null) {
      const typing = answer.conversation?.typing.map((typist) => typist.userId);
      this.#people = JSON.stringify([typing, answer.presence.map(({ userId, status }) => [userId, status])]);
    }
    return hasChanges(answer) || this.#people !== before;
  }

  #onFailure(error: ApiError): number {
    this.#driver.onFailure(error);
    if (this.#failures === 0) this.#failingSince = Date.now();
    this.#failures += 1;
    const isShort = Date.now() - this.#failingSince < SHORT_OUTAGE_MS;
    return Math.max(error.retryAfterMs ?? 0, backoff(this.#failures, FIRST_PAUSE_MS, isShort ? SHORT_PAUSE_MS : LONG_PAUSE_MS));
  }

  #putBack(asked: (() => void)[]): number {
    this.#waiters.unshift(...asked);
    return 0;
  }

  #headers(query: SyncQuery): Record<string, string> {
    return this.#lastTag?.key === keyOf(query) ? { 'If-None-Match': this.#lastTag.etag } : {};
  }

  #remember(query: SyncQuery, etag: string | null): void {
    // The tag stands for the answer to the cursors of the next request, so it is only good while they stay the same.
    const next = this.#driver.query();
    this.#lastTag = etag === null ? null : { key: keyOf({ ...query, ...next }), etag };
  }
}

function keyOf({ cursor, conversationId, conversationCursor }: SyncQuery): string {
  return JSON.stringify([cursor, conversationId, conversationCursor]);
}

function hasChanges(answer: SyncAnswer | null): boolean {
  const chat = answer?.conversation;
  return (answer?.conversations.length ?? 0) + (chat?.messages.length ?? 0) + (chat?.members.length ?? 0) > 0;
}

function hasMore(answer: SyncAnswer | null): boolean {
  return answer !== null && (answer.hasMore || answer.conversation?.hasMore === true);
}
