import type { ChatSession } from './chatSession';
import type { User } from './types';

/**
 * Gives a token of your own sign-in or of an outside issuer; null when the user has signed out. `refresh` asks for a new
 * one: the last one is at its end, or the server does not take it. An error that is thrown counts as one that may pass.
 */
export type GetToken = (options: { refresh: boolean }) => string | null | Promise<string | null>;

const MARGIN_MS = 30_000;

/** A session whose tokens come from a function. They stay in memory. */
export function tokenSession(getToken: GetToken): ChatSession {
  const listeners = new Set<() => void>();
  let user: User | null = null;
  let token: string | null = null;
  let endsAt = 0;
  let isSignedIn = true;
  let pending: Promise<boolean> | null = null;

  async function ask(used: string | null, isRefused: boolean): Promise<boolean> {
    if (token !== used) return true;
    const next = await getToken({ refresh: used !== null });
    // The same token again, although the server has refused it: there is no better one.
    if (next === null || (isRefused && next === used)) {
      [isSignedIn, user, token] = [false, null, null];
      for (const listener of [...listeners]) listener();
      return false;
    }
    [token, endsAt] = [next, endOf(next)];
    return true;
  }

  return {
    get user() { return user; },
    get isSignedIn() { return isSignedIn; },
    get accessToken() { return token; },
    get isStale() { return isSignedIn && endsAt - Date.now() < MARGIN_MS; },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    renew: (used, isRefused = false) => pending ??= ask(used, isRefused).finally(() => { pending = null; }),
    saveUser: (next) => { user = next; },
  };
}

/** The end of a JWT in local time; of a token that is none, nothing is known. */
function endOf(token: string): number {
  try {
    const [, payload = ''] = token.split('.');
    const { exp } = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))) as { exp?: number };
    return exp === undefined ? Infinity : exp * 1000;
  } catch {
    return Infinity;
  }
}
