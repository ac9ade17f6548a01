import { ApiError, type Problem } from './errors';
import type { PendingMessage } from './state';

/**
 * Unsent messages, kept until the server has them: one entry a message, so that tabs never overwrite each other's, and
 * under the user's id, so that the next person at this browser does not send them.
 */
export class QueueStorage {
  readonly #prefix: string;

  constructor(userId: string) {
    this.#prefix = `messaging.queue.${userId}.`;
  }

  /** In the order in which they were written: the ids are UUIDs of version 7, which sort by time. */
  all(): PendingMessage[] {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(this.#prefix))
      .sort()
      .map((key) => read(key))
      .filter((message) => message !== null);
  }

  get(id: string): PendingMessage | null {
    return read(this.#prefix + id);
  }

  put(message: PendingMessage): void {
    const { error, ...kept } = message;
    const failure = error === null ? null : { status: error.status, problem: error.problem };
    localStorage.setItem(this.#prefix + message.id, JSON.stringify({ ...kept, failure }));
  }

  remove(id: string): void {
    localStorage.removeItem(this.#prefix + id);
  }

  owns(key: string | null): boolean {
    return key?.startsWith(this.#prefix) ?? false;
  }
}

function read(key: string): PendingMessage | null {
  try {
    const { failure, ...message } = JSON.parse(localStorage.getItem(key) ?? 'null') as PendingMessage & { failure: Failure | null };
    return { ...message, error: failure === null ? null : new ApiError(failure.status, failure.problem) };
  } catch {
    return null;
  }
}

interface Failure {
  status: number;
  problem: Problem;
}
