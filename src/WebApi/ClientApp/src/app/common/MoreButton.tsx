import { useEffect, useRef } from 'react';
import { useTexts } from '../i18n';

/** Stands below the hits and gets more of them: by itself when it comes into sight, or pressed. */
export function MoreButton({ count, onMore }: { /** Of hits; with more of them it is looked for anew. */ count: number; onMore: () => void }) {
  const texts = useTexts();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) onMore();
    });
    if (button.current !== null) observer.observe(button.current);
    return () => observer.disconnect();
  }, [count, onMore]);
  return <button ref={button} type="button" className="load-more" onClick={onMore}>{texts.loadMore}</button>;
}
