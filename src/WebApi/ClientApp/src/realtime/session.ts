import { withLock } from './locks';
import type { Session, User } from './types';

const STORAGE_KEY = 'messaging.session';

interface Stored {
  accessToken: string;
  refreshToken: string;
  expiresAt: number;
  user: User;
}

type Refresh = (refreshToken: string) => Promise<Session>;

/**
 * The one place that keeps and renews tokens. A refresh token is good once, so refreshing is single-flight within the
 * tab and, by a Web Lock, over all tabs: whoever comes second finds the fresh token in the storage.
 */
export class SessionStore {
  readonly #refresh: Refresh;
  readonly #listeners = new Set<() => void>();
  #current: Stored | null;
  #pending: Promise<boolean> | null = null;

  constructor(refresh: Refresh) {
    this.#refresh = refresh;
    this.#current = readStored();
    window.addEventListener('storage', (event) => {
      if (event.key === STORAGE_KEY) this.#adopt(readStored());
    });
  }

  get user(): User | null {
    return this.#current?.user ?? null;
  }

  get accessToken(): string | null {
    return this.#current?.accessToken ?? null;
  }

  get refreshToken(): string | null {
    return this.#current?.refreshToken ?? null;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  save(session: Session): void {
    const stored: Stored = {
      accessToken: session.accessToken,
      refreshToken: session.refreshToken,
      expiresAt: Date.now() + session.expiresIn * 1000,
      user: session.user,
    };
    localStorage.setItem(STORAGE_KEY, JSON.stringify(stored));
    this.#adopt(stored);
  }

  /** The user has another name or picture. */
  saveUser(user: User): void {
    if (this.#current === null) return;
    const stored = { ...this.#current, user };
    localStorage.setItem(STORAGE_KEY, JSON.stringify(stored));
    this.#adopt(stored);
  }

  clear(): void {
    localStorage.removeItem(STORAGE_KEY);
    this.#adopt(null);
  }

  /** True when the token is so near its end that a request might not arrive in time. */
  get isStale(): boolean {
    return this.#current !== null && this.#current.expiresAt - Date.now() < 30_000;
  }

  /** Renews the access token unless another tab or caller already replaced `used`. False: the session is over. */
  renew(used: string | null): Promise<boolean> {
    this.#pending ??= this.#renewOnce(used).finally(() => {
      this.#pending = null;
    });
    return this.#pending;
  }

  async #renewOnce(used: string | null): Promise<boolean> {
    return withLock('messaging.refresh', async () => {
      const stored = readStored();
      if (stored === null) return false;
      if (stored.accessToken !== used) {
        this.#adopt(stored);
        return true;
      }
      try {
        this.save(await this.#refresh(stored.refreshToken));
        return true;
      } catch (error) {
        if (isRefusal(error)) return false;
        throw error;
      }
    });
  }

  #adopt(next: Stored | null): void {
    this.#current = next;
    for (const listener of this.#listeners) listener();
  }
}

function isRefusal(error: unknown): boolean {
  const status = (error as { status?: number }).status ?? 0;
  return status === 400 || status === 401 || status === 403;
}

function readStored(): Stored | null {
  try {
    return JSON.parse(localStorage.getItem(STORAGE_KEY) ?? 'null') as Stored | null;
  } catch {
    return null;
  }
}
