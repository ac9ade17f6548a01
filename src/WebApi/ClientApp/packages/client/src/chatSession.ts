import type { User } from './types';

/** The tokens of one user, wherever they come from: the API's own sign-in (`SessionStore`) or your own (`tokenSession`). */
export interface ChatSession {
  /** Null while nobody is signed in, and until it is known. */
  readonly user: User | null;
  readonly isSignedIn: boolean;
  readonly accessToken: string | null;
  /** True when the token is so near its end that a request might not arrive in time. */
  readonly isStale: boolean;
  subscribe: (listener: () => void) => () => void;
  /**
   * Renews the access token unless `used` is replaced already. False: the session is over.
   * @param isRefused The server did not take `used`.
   */
  renew: (used: string | null, isRefused?: boolean) => Promise<boolean>;
  /** The user has another name or picture. */
  saveUser: (user: User) => void;
}
