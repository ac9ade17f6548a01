import { backoff, delay } from './clock';
import { ApiError, toApiError } from './errors';
import { withLock } from './locks';
import type { Mentions } from './mentions';
import type { QueueStorage } from './queueStorage';
import { quoteOf } from './quotes';
import { MOST_RETRY_AFTER_MS } from './retry';
import type { PendingMessage } from './state';
import type { Message } from './types';
import { uuidv7 } from './uuid';

/** The parts of a message beside its text. */
export interface SendOptions {
  /** A message of the conversation, which this one answers. */
  replyTo?: Message | undefined;
  /** Without it, the server mentions the members whom the text names. */
  mentions?: Mentions | undefined;
}

export interface SendQueueDriver {
  post: (message: PendingMessage) => Promise<Message>;
  onChanged: (message: PendingMessage) => void;
  onSent: (message: Message) => void;
  onRemoved: (message: PendingMessage) => void;
  /** The user wants something sent now. */
  onWanted: () => void;
  /** The number of the last known message of the conversation. */
  lastSequence: (conversationId: string) => number;
  /** False while sending is pointless (no network, signed out). */
  canSend: () => boolean;
}

/** The state of the queue for one conversation. */
interface Lane {
  isRunning: boolean;
  /** Failures in a row. */
  failures: number;
  /** The server asked not to be called before this local time. */
  notBefore: number;
  /** Ends the pause between two attempts. */
  wake: AbortController;
}

const FIRST_PAUSE_MS = 500;
const MOST_PAUSE_MS = 30_000;

/**
 * Sends what the user wrote, in order within a conversation, until the server has it. Every attempt carries the same
 * id, so an answer that got lost costs nothing: the server returns the first message again. Only a refusal fails a
 * message, and the next ones go on without it; everything that may pass is repeated for as long as the queue lives.
 */
export class SendQueue {
  readonly #storage: QueueStorage;
  readonly #driver: SendQueueDriver;
  readonly #lanes = new Map<string, Lane>();
  /** Ends the wait for the answer about a message, by its id. */
  readonly #waiting = new Map<string, () => void>();
  readonly #stopped = new AbortController();

  constructor(storage: QueueStorage, driver: SendQueueDriver) {
    this.#storage = storage;
    this.#driver = driver;
  }

  /** Puts a message into the queue and returns its id at once. */
  add(conversationId: string, body: string, { replyTo, mentions }: SendOptions = {}): string {
    const message: PendingMessage = {
      id: uuidv7(), conversationId, body, queuedAt: new Date().toISOString(), order: this.#storage.nextOrder(),
      after: this.#driver.lastSequence(conversationId), state: 'queued', error: null,
      ...(replyTo && { replyTo: quoteOf(replyTo) }), ...(mentions && { mentions }),
    };
    this.#save(message);
    this.#wake(conversationId);
    this.#driver.onWanted();
    return message.id;
  }

  /** Sends a failed message again, before those of its conversation that were written after it and still wait. */
  retry(id: string): void {
    const message = this.#storage.get(id);
    if (message === null) return;
    this.#save({ ...message, after: this.#driver.lastSequence(message.conversationId), state: 'queued', error: null });
    this.#wake(message.conversationId);
    this.#driver.onWanted();
  }

  discard(id: string): void {
    const message = this.#storage.get(id);
    if (message === null) return;
    this.#forget(id);
    this.#driver.onRemoved(message);
  }

  /** True while the message waits for the server. */
  has(id: string): boolean {
    return this.#storage.get(id) !== null;
  }

  /** The server has these messages: they leave the queue, and no attempt follows. */
  confirm(ids: Iterable<string>): void {
    for (const id of ids) {
      const message = this.#storage.get(id);
      if (message === null) continue;
      this.#forget(id);
      this.#wake(message.conversationId);
    }
  }

  /** Tries everything that waits; called when the connection is back, and at the start for what the last visit left. */
  flush(): void {
    const waiting = this.#storage.all().filter((message) => message.state !== 'failed');
    for (const id of new Set(waiting.map((message) => message.conversationId))) {
      this.#laneOf(id).failures = 0;
      this.#wake(id);
    }
  }

  stop(): void {
    this.#stopped.abort();
    for (const lane of this.#lanes.values()) lane.wake.abort();
  }

  #laneOf(conversationId: string): Lane {
    const lane = this.#lanes.get(conversationId) ?? { isRunning: false, failures: 0, notBefore: 0, wake: new AbortController() };
    this.#lanes.set(conversationId, lane);
    return lane;
  }

  #wake(conversationId: string): void {
    const lane = this.#laneOf(conversationId);
    lane.wake.abort();
    lane.wake = new AbortController();
    void this.#drain(conversationId, lane);
  }

  /** One conversation, message by message. */
  async #drain(conversationId: string, lane: Lane): Promise<void> {
    if (lane.isRunning) return;
    lane.isRunning = true;
    while (this.#next(conversationId) !== undefined) {
      if (lane.notBefore > Date.now()) await delay(lane.notBefore - Date.now(), this.#stopped.signal);
      // Held for one attempt only: a tab in the background, whose timers are slow, must not hold up the one in front.
      const hasFailed = await withLock(`messaging.send.${conversationId}`, () => this.#sendNext(conversationId, lane));
      if (hasFailed) await delay(backoff(lane.failures, FIRST_PAUSE_MS, MOST_PAUSE_MS), lane.wake.signal);
    }
    // In the same turn as the condition above: a message that comes later finds the loop ended and starts it again.
    lane.isRunning = false;
  }

  #next(conversationId: string): PendingMessage | undefined {
    if (this.#stopped.signal.aborted || !this.#driver.canSend()) return undefined;
    return this.#storage.all().find((message) => message.conversationId === conversationId && message.state !== 'failed');
  }

  /** One attempt; true when it failed for a reason that may pass. */
  async #sendNext(conversationId: string, lane: Lane): Promise<boolean> {
    const message = this.#next(conversationId);
    if (message === undefined || lane.notBefore > Date.now()) return false;
    this.#driver.onChanged({ ...message, state: 'sending' });
    const isStored = new Promise<void>((resolve) => this.#waiting.set(message.id, resolve));
    try {
      await Promise.race([this.#post(message), isStored]);
      lane.failures = 0;
      return false;
    } catch (failure) {
      return this.#onFailure(message, toApiError(failure), lane);
    } finally {
      this.#waiting.delete(message.id);
    }
  }

  async #post(message: PendingMessage): Promise<void> {
    const sent = await this.#driver.post(message);
    if ((sent as Message | null)?.id !== message.id) throw new ApiError(0, { detail: 'The answer is not the message.' });
    this.#forget(message.id);
    this.#driver.onSent(sent);
  }

  #onFailure(message: PendingMessage, error: ApiError, lane: Lane): boolean {
    const isGone = !this.has(message.id);
    if (this.#stopped.signal.aborted || isGone) return false;
    if (error.isRefusal) {
      lane.failures = 0;
      this.#save({ ...message, state: 'failed', error });
      return false;
    }
    lane.failures += 1;
    lane.notBefore = Date.now() + Math.min(MOST_RETRY_AFTER_MS, error.retryAfterMs ?? 0);
    this.#driver.onChanged({ ...message, state: 'queued' });
    return true;
  }

  #forget(id: string): void {
    this.#storage.remove(id);
    this.#waiting.get(id)?.();
  }

  #save(message: PendingMessage): void {
    this.#storage.put(message);
    this.#driver.onChanged(message);
  }
}
