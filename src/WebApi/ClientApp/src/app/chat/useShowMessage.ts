import { useEffect, useState } from 'react';
import type { MessageQuote } from '@messaging/client';
import type { Row } from './rows';

interface Options {
  rows: readonly Row[];
  scrollTo: (index: number) => void;
  /** Moves the focus to a message. */
  focus: (id: string) => void;
  /** Loads the part of the history around a message; false after it has said what went wrong. */
  load: (sequence: number) => Promise<boolean>;
}

const HIGHLIGHT_MS = 2_000;

/** Shows a message that may not be loaded, and marks it for a moment. */
export function useShowMessage({ rows, scrollTo, focus, load }: Options) {
  const [wanted, setWanted] = useState<string | null>(null);
  const [markedId, setMarkedId] = useState<string | null>(null);
  const index = wanted === null ? -1 : rows.findIndex((row) => row.message.id === wanted);

  useEffect(() => {
    if (wanted === null || index < 0) return undefined;
    const frame = requestAnimationFrame(() => {
      scrollTo(index);
      focus(wanted);
      setMarkedId(wanted);
      setWanted(null);
    });
    return () => cancelAnimationFrame(frame);
    // The functions are new with each rendering.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [wanted, index]);

  useEffect(() => {
    if (markedId === null) return undefined;
    const timer = setTimeout(() => setMarkedId(null), HIGHLIGHT_MS);
    return () => clearTimeout(timer);
  }, [markedId]);

  function show({ id, sequence }: MessageQuote): void {
    setWanted(id);
    if (rows.some((row) => row.message.id === id)) return;
    void load(sequence).then((isLoaded) => { if (!isLoaded) setWanted(null); });
  }

  return { markedId, show };
}
