/** Full jitter between nothing and a ceiling that doubles with each attempt. */
export function backoff(attempt: number, firstMs: number, mostMs: number, random: () => number = Math.random): number {
  return Math.max(firstMs / 4, random() * Math.min(mostMs, firstMs * 2 ** attempt));
}

/** Waits, or ends early without an error when the signal is aborted. */
export function delay(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (ms <= 0 || signal?.aborted === true) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done);
  });
}
