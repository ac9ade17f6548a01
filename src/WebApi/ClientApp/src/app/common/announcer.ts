import { createContext, useContext } from 'react';

export type Announce = (text: string, urgency?: 'polite' | 'assertive') => void;

export const AnnouncerContext = createContext<Announce>(() => undefined);

/** Speaks to users of screen readers. */
export function useAnnounce(): Announce {
  return useContext(AnnouncerContext);
}
