import { backoff, delay } from './clock';
import { toApiError } from './errors';

const FIRST_MS = 500;
const MOST_MS = 30_000;
/** No wait is longer, whatever `Retry-After` says. */
export const MOST_RETRY_AFTER_MS = 3600_000;

export interface RetryOptions {
  /** Ends the attempts; the last failure is thrown. */
  signal?: AbortSignal;
  /** No new attempt begins later than this many milliseconds after the first. Default: no limit. */
  forMs?: number;
}

/** How long something that the user waits for is repeated before the failure is shown, in milliseconds. */
const PATIENCE_MS = 15_000;

/** Repeats an action while its failure may pass, with growing, jittered pauses. A refusal is thrown at once. */
export async function repeat<T>(action: () => Promise<T>, { signal, forMs = Infinity }: RetryOptions = {}): Promise<T> {
  const startedAt = Date.now();
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await action();
    } catch (failure) {
      const error = toApiError(failure);
      const wait = pauseAfter(attempt, error.retryAfterMs);
      if (error.isRefusal || error.status === 401 || Date.now() + wait - startedAt > forMs) throw error;
      await delay(wait, signal);
      if (signal?.aborted ?? false) throw error;
    }
  }
}

/** Repeats what the user waits for, for a moment: what heals at once is not shown as a failure, and nobody waits long. */
export function patiently<T>(action: () => Promise<T>): Promise<T> {
  return repeat(action, { forMs: PATIENCE_MS });
}

/** Milliseconds to wait after a failure: what the server asked for, and a share by chance so that a crowd spreads. */
export function pauseAfter(attempt: number, retryAfterMs: number | null): number {
  return Math.min(MOST_RETRY_AFTER_MS, retryAfterMs ?? 0) + backoff(attempt, FIRST_MS, MOST_MS);
}
