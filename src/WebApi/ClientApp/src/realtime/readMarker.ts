const THROTTLE_MS = 500;

interface Entry {
  wanted: number;
  sent: number;
  timer: ReturnType<typeof setTimeout> | null;
}

/** Moves my read cursor forward: at most one request in half a second a conversation, and never without the last one. */
export class ReadMarker {
  readonly #put: (conversationId: string, sequence: number) => Promise<unknown>;
  readonly #entries = new Map<string, Entry>();

  constructor(put: (conversationId: string, sequence: number) => Promise<unknown>) {
    this.#put = put;
  }

  mark(conversationId: string, sequence: number): void {
    const entry = this.#entries.get(conversationId) ?? { wanted: 0, sent: 0, timer: null };
    this.#entries.set(conversationId, entry);
    if (sequence <= entry.wanted) return;
    entry.wanted = sequence;
    if (entry.timer === null) void this.#send(conversationId, entry);
  }

  /** Sends what failed before; called when the connection is back. */
  flush(): void {
    for (const [id, entry] of this.#entries) {
      if (entry.wanted > entry.sent && entry.timer === null) void this.#send(id, entry);
    }
  }

  /** The conversation is about to be left: what waits would come too late. */
  forget(conversationId: string): void {
    const timer = this.#entries.get(conversationId)?.timer ?? null;
    if (timer !== null) clearTimeout(timer);
    this.#entries.delete(conversationId);
  }

  stop(): void {
    for (const entry of this.#entries.values()) if (entry.timer !== null) clearTimeout(entry.timer);
    this.#entries.clear();
  }

  async #send(conversationId: string, entry: Entry): Promise<void> {
    const sequence = entry.wanted;
    let hasFailed = false;
    entry.timer = setTimeout(() => {
      entry.timer = null;
      if (entry.wanted > sequence && !hasFailed) void this.#send(conversationId, entry);
    }, THROTTLE_MS);
    try {
      await this.#put(conversationId, sequence);
      entry.sent = Math.max(entry.sent, sequence);
    } catch {
      hasFailed = true;
    }
  }
}
