import { createContext, useContext, useSyncExternalStore } from 'react';

/** Two addresses: `/` is the list, `/c/{id}` a conversation. There is nothing at all others. */
export interface Route {
  conversationId: string | null;
  isUnknown: boolean;
}

const NAVIGATED = 'messaging:navigated';

export const conversationPath = (id: string) => `/c/${encodeURIComponent(id)}`;

export function useRoute(): Route {
  const path = useSyncExternalStore(subscribe, () => location.pathname);
  const match = /^\/c\/([^/]+)$/.exec(path);
  return { conversationId: match?.[1] === undefined ? null : decode(match[1]), isUnknown: match === null && path !== '/' };
}

/** A mistyped address may hold what is no encoding. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function navigate(path: string): void {
  if (path === location.pathname) return;
  history.pushState(null, '', path);
  window.dispatchEvent(new Event(NAVIGATED));
}

/** Where conversations are opened: in the address of the page, unless somebody above says otherwise. */
export interface Navigation {
  pathOf: (id: string) => string;
  /** Null goes back to the list. */
  open: (id: string | null) => void;
}

export const NavigationContext = createContext<Navigation>({
  pathOf: conversationPath,
  open: (id) => navigate(id === null ? '/' : conversationPath(id)),
});

export function useNavigation(): Navigation {
  return useContext(NavigationContext);
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('popstate', listener);
  window.addEventListener(NAVIGATED, listener);
  return () => {
    window.removeEventListener('popstate', listener);
    window.removeEventListener(NAVIGATED, listener);
  };
}
