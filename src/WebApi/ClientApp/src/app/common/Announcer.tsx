import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { AnnouncerContext, type Announce } from './announcer';

const FORGET_MS = 7_000;
/** Makes a repeated text a different one: screen readers keep silent about text that does not change. */
const NOTHING = '\u200b';

/**
 * The only live regions of the page. Regions inside lists would read out every row that is scrolled into view.
 */
export function Announcer({ children }: { children: ReactNode }) {
  const [texts, setTexts] = useState({ polite: '', assertive: '' });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const announce = useCallback<Announce>((text, urgency = 'polite') => {
    setTexts((last) => ({ ...last, [urgency]: last[urgency] === text ? text + NOTHING : text }));
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setTexts({ polite: '', assertive: '' }), FORGET_MS);
  }, []);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <AnnouncerContext value={announce}>
      {children}
      <div className="visually-hidden" role="status">{texts.polite}</div>
      <div className="visually-hidden" role="alert">{texts.assertive}</div>
    </AnnouncerContext>
  );
}
