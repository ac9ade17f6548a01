import { authAt, type AuthApi } from './api';
import type { ChatSession } from './chatSession';
import { ApiError } from './errors';
import { withLock } from './locks';
import { patiently } from './retry';
import { defaultStorage, type ChatStorage } from './storage';
import type { Session, User } from './types';

const STORAGE_KEY = 'messaging.session';
const LOCK = 'messaging.refresh';

interface Stored {
  accessToken: string;
  refreshToken: string;
  expiresAt: number;
  user: User;
}

/** A session of the API's own sign-in, kept in the storage and shared by all tabs. */
export function createSession({ baseUrl = '', storage = defaultStorage() }: { baseUrl?: string; storage?: ChatStorage } = {}): SessionStore {
  return new SessionStore(authAt(baseUrl), storage, baseUrl);
}

/**
 * The one place that keeps and renews tokens. A refresh token is valid once, so refreshing is single-flight within the
 * tab and, with a Web Lock, across all tabs: the second caller finds the new token in the storage.
 */
export class SessionStore implements ChatSession {
  readonly #auth: AuthApi;
  readonly #storage: ChatStorage;
  readonly #key: string;
  readonly #lock: string;
  readonly #listeners = new Set<() => void>();
  #current: Stored | null;
  #hasEnded = false;
  #pending: Promise<boolean> | null = null;
  #replacing: Promise<unknown> = Promise.resolve();

  /** @param name Tells the sessions of several servers apart that share a storage. */
  constructor(auth: AuthApi, storage: ChatStorage = defaultStorage(), name = '') {
    this.#auth = auth;
    this.#storage = storage;
    this.#key = STORAGE_KEY + name;
    this.#lock = LOCK + name;
    this.#current = this.#read();
    storage.onChange?.(({ key }) => {
      if (key === this.#key) this.#adopt(this.#read());
    });
  }

  /** Signs in with a name and a password; a refusal is thrown as `ApiError`. */
  async login(userName: string, password: string): Promise<void> {
    this.save(await this.#auth.login(userName, password));
  }

  /** Makes an account and signs in with it. */
  async register(userName: string, password: string, displayName: string): Promise<void> {
    this.save(await this.#auth.register(userName, password, displayName));
  }

  /** Changes the password, which ends every session of the account, and signs this one in again. */
  async changePassword(userName: string, currentPassword: string, newPassword: string): Promise<void> {
    await this.replace(async (accessToken) => {
      await this.#auth.changePassword(accessToken, { currentPassword, newPassword });
      return patiently(() => this.#auth.login(userName, newPassword)).catch(() => null);
    });
  }

  get user(): User | null {
    return this.#current?.user ?? null;
  }

  get isSignedIn(): boolean {
    return this.#current !== null;
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
    this.#storage.setItem(this.#key, JSON.stringify(stored));
    this.#adopt(stored);
  }

  saveUser(user: User): void {
    if (this.#current === null) return;
    const stored = { ...this.#current, user };
    this.#storage.setItem(this.#key, JSON.stringify(stored));
    this.#adopt(stored);
  }

  clear(): void {
    this.#storage.removeItem(this.#key);
    this.#adopt(null);
  }

  get isStale(): boolean {
    return this.#current !== null && this.#current.expiresAt - Date.now() < 30_000;
  }

  /** Another tab or caller may have replaced `used`. */
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
    const replacing = withLock(this.#lock, async () => {
      const next = await work(this.accessToken);
      if (next === null) this.#end();
      else this.save(next);
    });
    this.#replacing = replacing.catch(() => undefined);
    await replacing;
  }

  async #renewOnce(used: string | null): Promise<boolean> {
    return withLock(this.#lock, async () => {
      const stored = this.#read();
      if (stored === null) return false;
      if (stored.accessToken !== used) {
        this.#adopt(stored);
        return true;
      }
      try {
        this.save(await this.#auth.refresh(stored.refreshToken));
        return true;
      } catch (error) {
        if (!isRefusal(error)) throw error;
        return this.#onRefused(stored);
      }
    });
  }

  /** The session is over: its tokens are dropped, and so is all that was built on them. */
  #onRefused(used: Stored): boolean {
    const now = this.#read();
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

  #read(): Stored | null {
    try {
      return JSON.parse(this.#storage.getItem(this.#key) ?? 'null') as Stored | null;
    } catch {
      return null;
    }
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
