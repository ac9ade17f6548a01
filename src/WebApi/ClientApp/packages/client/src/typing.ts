export interface TypingTimings {
  startIntervalMs: number;
  idleMs: number;
}

/**
 * Says “started” with the first key (not after it) and at most once an interval, and “stopped” once: after a pause, on
 * empty text, sending, leaving. Requests go one after the other, so “stopped” cannot overtake “started”; what waits
 * behind a slow request is replaced by what is said later.
 */
export class TypingSender {
  readonly #post: (state: 'started' | 'stopped') => Promise<unknown>;
  readonly #timings: TypingTimings;
  #lastStart = -Infinity;
  #isActive = false;
  #idle: ReturnType<typeof setTimeout> | undefined;
  #isBusy = false;
  #next: 'started' | 'stopped' | null = null;

  constructor(post: (state: 'started' | 'stopped') => Promise<unknown>, timings: TypingTimings) {
    this.#post = post;
    this.#timings = timings;
  }

  onInput(text: string): void {
    if (text.trim() === '') return this.stop();
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.stop(), this.#timings.idleMs);
    const now = Date.now();
    if (this.#isActive && now - this.#lastStart < this.#timings.startIntervalMs) return;
    this.#isActive = true;
    this.#lastStart = now;
    this.#enqueue('started');
  }

  stop(): void {
    clearTimeout(this.#idle);
    if (!this.#isActive) return;
    this.#isActive = false;
    this.#lastStart = -Infinity;
    this.#enqueue('stopped');
  }

  #enqueue(state: 'started' | 'stopped'): void {
    this.#next = state;
    if (!this.#isBusy) void this.#send();
  }

  async #send(): Promise<void> {
    this.#isBusy = true;
    for (let state = this.#next; state !== null; state = this.#next) {
      this.#next = null;
      // Typing is a courtesy: a failed request is forgotten.
      await this.#post(state).catch(() => undefined);
    }
    this.#isBusy = false;
  }
}
