import { backoff, delay } from './clock';
import { toApiError, type ApiError } from './errors';
import { withLock } from './locks';
import type { QueueStorage } from './queueStorage';
import type { PendingMessage } from './state';
import type { Message } from './types';
import { uuidv7 } from './uuid';

export interface SendQueueDriver {
  post: (message: PendingMessage) => Promise<Message>;
  onChanged: (message: PendingMessage) => void;
  onSent: (message: Message) => void;
  onRemoved: (message: PendingMessage) => void;
  /** False while sending is pointless (no network, signed out). */
  canSend: () => boolean;
}

const MOST_ATTEMPTS = 5;
const MOST_MS = 120_000;

/**
 * Sends what the user wrote, in order within a conversation, until the server has it. Every attempt carries the same
 * id, so an answer that got lost costs nothing: the server returns the first message again.
 */
export class SendQueue {
  readonly #storage: QueueStorage;
  readonly #driver: SendQueueDriver;
  readonly #busy = new Set<string>();
  readonly #stopped = new AbortController();
  #wake = new AbortController();

  constructor(storage: QueueStorage, driver: SendQueueDriver) {
    this.#storage = storage;
    this.#driver = driver;
  }

  /** Puts a message into the queue and returns its id at once. */
  add(conversationId: string, body: string): string {
    const message: PendingMessage = {
      id: uuidv7(), conversationId, body, queuedAt: new Date().toISOString(), state: 'queued', error: null,
    };
    this.#save(message);
    void this.#drain(conversationId);
    return message.id;
  }

  retry(id: string): void {
    const message = this.#storage.get(id);
    if (message === null) return;
    this.#save({ ...message, state: 'queued', error: null });
    void this.#drain(message.conversationId);
  }

  discard(id: string): void {
    const message = this.#storage.get(id);
    if (message === null) return;
    this.#storage.remove(id);
    this.#driver.onRemoved(message);
  }

  /** Sends everything that waits; called when the connection is back, and at the start for what the last visit left. */
  flush(): void {
    this.#wake.abort();
    this.#wake = new AbortController();
    const waiting = this.#storage.all().filter((message) => message.state !== 'failed');
    for (const id of new Set(waiting.map((message) => message.conversationId))) void this.#drain(id);
  }

  stop(): void {
    this.#stopped.abort();
    this.#wake.abort();
  }

  /** One conversation after the other message by message; a lock keeps two tabs from sending the same. */
  async #drain(conversationId: string): Promise<void> {
    if (this.#busy.has(conversationId) || !this.#driver.canSend()) return;
    this.#busy.add(conversationId);
    try {
      await withLock(`messaging.send.${conversationId}`, async () => {
        for (let next = this.#next(conversationId); next !== undefined; next = this.#next(conversationId)) {
          if (!(await this.#send(next))) return;
        }
      });
    } finally {
      this.#busy.delete(conversationId);
    }
  }

  #next(conversationId: string): PendingMessage | undefined {
    if (this.#stopped.signal.aborted || !this.#driver.canSend()) return undefined;
    return this.#storage.all().find((message) => message.conversationId === conversationId && message.state !== 'failed');
  }

  /** False: the way is closed, so later messages wait too. A refused message does not hold them up. */
  async #send(message: PendingMessage): Promise<boolean> {
    const startedAt = Date.now();
    for (let attempt = 0; ; attempt += 1) {
      this.#save({ ...message, state: 'sending' });
      try {
        const sent = await this.#driver.post(message);
        this.#storage.remove(message.id);
        this.#driver.onSent(sent);
        return true;
      } catch (failure) {
        const error = toApiError(failure);
        if (this.#stopped.signal.aborted || this.#storage.get(message.id) === null) return false;
        if (!error.retryable && error.status !== 401) return this.#fail(message, error, true);
        this.#save({ ...message, state: 'queued' });
        if (!this.#driver.canSend()) return false;
        const isLimit = error.status === 429 || error.status === 503;
        if (!isLimit && (attempt + 1 >= MOST_ATTEMPTS || Date.now() - startedAt > MOST_MS)) return this.#fail(message, error, false);
        await delay(Math.max(error.retryAfterMs ?? 0, backoff(attempt, 500, 15_000)), this.#wake.signal);
        if (this.#storage.get(message.id) === null) return true;
      }
    }
  }

  #fail(message: PendingMessage, error: ApiError, goOn: boolean): boolean {
    this.#save({ ...message, state: 'failed', error });
    return goOn;
  }

  #save(message: PendingMessage): void {
    this.#storage.put(message);
    this.#driver.onChanged(message);
  }
}
