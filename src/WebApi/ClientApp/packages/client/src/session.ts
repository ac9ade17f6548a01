import { ApiError } from './errors';
import { withLock } from './locks';
import type { Session, User } from './types';

const STORAGE_KEY = 'messaging.session';
const LOCK = 'messaging.refresh';

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
  #hasEnded = false;
  #pending: Promise<boolean> | null = null;
  #replacing: Promise<unknown> = Promise.resolve();

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

  /** The server has ended the session, and nobody has signed in since. */
  get hasEnded(): boolean {
    return this.#hasEnded;
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
    this.#hasEnded = false;
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
    this.#pending ??= this.#replacing.then(() => this.#renewOnce(used)).finally(() => {
      this.#pending = null;
    });
    return this.#pending;
  }

  /**
   * Does work that ends the session and brings the next one. Requests and tabs that find the old one ended meanwhile wait
   * for it. When `work` resolves to null, the session is over; when it throws, nothing changes.
   */
  async replace(work: (accessToken: string | null) => Promise<Session | null>): Promise<void> {
    const replacing = withLock(LOCK, async () => {
      const next = await work(this.accessToken);
      if (next === null) this.#end();
      else this.save(next);
    });
    this.#replacing = replacing.catch(() => undefined);
    await replacing;
  }

  async #renewOnce(used: string | null): Promise<boolean> {
    return withLock(LOCK, async () => {
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
        if (!isRefusal(error)) throw error;
        return this.#onRefused(stored);
      }
    });
  }

  /** The session is over: its tokens are dropped, and so is all that was built on them. */
  #onRefused(used: Stored): boolean {
    const now = readStored();
    // Without Web Locks another tab may have been faster, and its token is good.
    if (now !== null && now.refreshToken !== used.refreshToken) {
      this.#adopt(now);
      return true;
    }
    this.#end();
    return false;
  }

  #end(): void {
    this.#hasEnded = true;
    this.clear();
  }

  #adopt(next: Stored | null): void {
    this.#current = next;
    for (const listener of this.#listeners) listener();
  }
}

/** A 400 or 403 without a code comes from something between here and the API, and ends no session. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  return error.status === 401 || ([400, 403].includes(error.status) && error.problem.code !== undefined);
}

function readStored(): Stored | null {
  try {
    return JSON.parse(localStorage.getItem(STORAGE_KEY) ?? 'null') as Stored | null;
  } catch {
    return null;
  }
}
