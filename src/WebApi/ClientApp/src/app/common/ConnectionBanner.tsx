import { useEffect, useState } from 'react';
import { usePusher } from '../../hooks';
import type { ConnectionStatus } from '../../realtime/machine';
import { useTexts, type Texts } from '../i18n';

type Level = 'quiet' | 'warning' | 'error' | 'good';

interface Notice {
  level: Level;
  text: string;
  /** Shown only after this long: what heals by itself should not flash. */
  afterMs: number;
}

const BACK_ONLINE_MS = 2_000;

/** One line about the connection, when there is something to say. */
export function ConnectionBanner({ onSignIn }: { onSignIn: () => void }) {
  const texts = useTexts();
  const { status, since, wasLive, reconnect } = usePusher();
  const hadOutage = useOutage(status);
  const notice = noticeOf(status, wasLive, hadOutage, texts);
  const isDue = useDue(since, notice?.afterMs ?? 0);
  const isOver = useDue(since, BACK_ONLINE_MS);
  const isShown = notice !== null && isDue && !(notice.level === 'good' && isOver);
  return (
    <div className="banner" role="status" data-level={isShown ? notice.level : undefined}>
      {isShown && (
        <>
          <span>{notice.text}</span>
          {status === 'offline' && <button type="button" onClick={reconnect}>{texts.retryNow}</button>}
          {status === 'unauthorized' && <button type="button" onClick={onSignIn}>{texts.signIn}</button>}
        </>
      )}
    </div>
  );
}

function noticeOf(status: ConnectionStatus, wasLive: boolean, hadOutage: boolean, texts: Texts): Notice | null {
  switch (status) {
    case 'connecting':
      return { level: 'quiet', text: texts.connecting, afterMs: 1_000 };
    case 'catching-up':
      return wasLive ? { level: 'warning', text: texts.reconnecting, afterMs: 2_000 } : { level: 'quiet', text: texts.connecting, afterMs: 1_000 };
    case 'reconnecting':
      return { level: 'warning', text: texts.reconnecting, afterMs: 2_000 };
    case 'polling':
      return { level: 'quiet', text: texts.polling, afterMs: 0 };
    case 'offline':
      return { level: 'error', text: texts.youAreOffline, afterMs: 0 };
    case 'unauthorized':
      return { level: 'error', text: texts.sessionExpired, afterMs: 0 };
    case 'live':
      return hadOutage ? { level: 'good', text: texts.backOnline, afterMs: 0 } : null;
    default:
      return null;
  }
}

/** True after an outage that was long or grave enough to be shown. */
function useOutage(status: ConnectionStatus): boolean {
  const [had, setHad] = useState(false);
  const isOutage = status === 'offline' || status === 'polling';
  if (isOutage && !had) setHad(true);
  return had;
}

function useDue(since: number, afterMs: number): boolean {
  const [due, setDue] = useState(0);
  useEffect(() => {
    const timer = setTimeout(() => setDue(since + afterMs), Math.max(0, since + afterMs - Date.now()));
    return () => clearTimeout(timer);
  }, [since, afterMs]);
  return afterMs === 0 || due === since + afterMs;
}
