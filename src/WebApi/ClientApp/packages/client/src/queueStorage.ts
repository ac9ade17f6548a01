import { ApiError, type Problem } from './errors';
import type { PendingMessage } from './state';
import type { ChatStorage } from './storage';

/**
 * Unsent messages, kept until the server has them: one entry a message, so that tabs never overwrite each other's, and
 * under the user's id, so that the next person at this browser does not send them. If the browser cannot store one
 * (storage full or switched off), it stays in memory for as long as the page lives.
 */
export class QueueStorage {
  readonly #prefix: string;
  readonly #memory = new Map<string, string>();
  readonly #storage: ChatStorage;

  constructor(userId: string, storage: ChatStorage) {
    this.#storage = storage;
    this.#prefix = `messaging.queue.${userId}.`;
  }

  /** In the order in which they were written. */
  all(): PendingMessage[] {
    return [...this.#keys()]
      .map((key) => this.#read(key))
      .filter((message) => message !== null)
      .sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1));
  }

  get(id: string): PendingMessage | null {
    return this.#read(this.#prefix + id);
  }

  /** A number higher than that of every message in the queue. */
  nextOrder(): number {
    return Math.max(0, ...this.all().map((message) => message.order)) + 1;
  }

  put(message: PendingMessage): void {
    const { error, ...kept } = message;
    const failure = error === null ? null : { status: error.status, problem: error.problem };
    const key = this.#prefix + message.id;
    const text = JSON.stringify({ ...kept, failure });
    try {
      this.#storage.setItem(key, text);
      this.#memory.delete(key);
    } catch {
      this.#memory.set(key, text);
    }
  }

  remove(id: string): void {
    this.#memory.delete(this.#prefix + id);
    this.#storage.removeItem(this.#prefix + id);
  }

  owns(key: string | null): boolean {
    return key?.startsWith(this.#prefix) ?? false;
  }

  #keys(): Set<string> {
    return new Set([...this.#storage.keys().filter((key) => key.startsWith(this.#prefix)), ...this.#memory.keys()]);
  }

  #read(key: string): PendingMessage | null {
    try {
      const text = this.#memory.get(key) ?? this.#storage.getItem(key) ?? 'null';
      const { failure, ...message } = JSON.parse(text) as Partial<PendingMessage> & Pick<PendingMessage, 'id'> & { failure: Failure | null };
      const error = failure === null ? null : new ApiError(failure.status, failure.problem);
      return { ...message, order: message.order ?? 0, error } as PendingMessage;
    } catch {
      return null;
    }
  }
}

interface Failure {
  status: number;
  problem: Problem;
}
