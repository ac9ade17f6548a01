/** Web Locks exist in secure contexts only; on plain http, and in old Node, work runs unlocked, which is safe here but may run twice. */
const locks = (): LockManager | undefined => (globalThis.navigator as { locks?: LockManager } | undefined)?.locks;

/** Runs the work while no other tab holds the same name. */
export async function withLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  const manager = locks();
  return manager === undefined ? work() : manager.request(name, work);
}

/** Calls back once this tab is the only holder of the name; the returned function gives the name up, or the wait. */
export function holdLock(name: string, onHeld: () => void): () => void {
  const manager = locks();
  if (manager === undefined) {
    onHeld();
    return () => undefined;
  }
  const waiting = new AbortController();
  let release: (value: null) => void = () => undefined;
  const released = new Promise<null>((resolve) => { release = resolve; });
  const held = manager.request(name, { signal: waiting.signal }, () => {
    onHeld();
    return released;
  });
  held.catch(() => undefined);
  return () => {
    waiting.abort();
    release(null);
  };
}
