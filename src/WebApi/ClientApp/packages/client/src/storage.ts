/** Another tab has changed something; `key` is null when it has cleared everything. */
export interface StorageChange {
  key: string | null;
  value: string | null;
}

/** Where the client keeps the session, unsent messages and drafts. Everything happens at once: there is nothing to wait for. */
export interface ChatStorage {
  getItem(key: string): string | null;
  /** May throw when nothing more fits. */
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
  keys(): string[];
  /** Hears of what others change, for storages that are shared; call the result to end it. */
  onChange?(listener: (change: StorageChange) => void): () => void;
}

/** The storage of the page where there is one that may be used; otherwise memory. */
export function defaultStorage(): ChatStorage {
  try {
    // Node has a `localStorage` too, which complains when it is looked at.
    if ('document' in globalThis) {
      localStorage.getItem('');
      return webStorage;
    }
  } catch {
    // Switched off.
  }
  return memoryStorage();
}

/** `localStorage`, shared by all tabs. */
export const webStorage: ChatStorage = {
  getItem: (key) => localStorage.getItem(key),
  setItem: (key, value) => localStorage.setItem(key, value),
  removeItem: (key) => localStorage.removeItem(key),
  keys: () => Object.keys(localStorage),
  onChange: (listener) => {
    const stop = new AbortController();
    addEventListener('storage', ({ key, newValue: value }) => listener({ key, value }), { signal: stop.signal });
    return () => stop.abort();
  },
};

/** Forgets everything with the process: for servers, bots and tests. */
export function memoryStorage(): ChatStorage {
  const items = new Map<string, string>();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
    keys: () => [...items.keys()],
  };
}
