import { useEffect, useState } from 'react';
import { useChatState, usePusher } from '@messaging/react';
import type { ConnectionView } from '@messaging/client';
import { useTexts, type Texts } from '../i18n';

type Level = 'quiet' | 'warning' | 'error' | 'good';

interface Notice {
  level: Level;
  text: string;
  /** Shown only after this long: what heals by itself should not flash. */
  afterMs: number;
}

const BACK_ONLINE_MS = 2_000;
/** A single request that fails is no outage: the next sync tells. */
const TROUBLE_MS = 1_000;

/** One line about the connection, when there is something to say. */
export function ConnectionBanner() {
  const texts = useTexts();
  const { reconnect } = usePusher();
  const view = useChatState((state) => state.connection);
  const { since } = view;
  const hadOutage = useOutage(view);
  const troubleNotice = noticeOfTrouble(view, texts);
  const notice = troubleNotice ?? noticeOf(view, hadOutage, texts);
  const from = troubleNotice === null ? since : view.troubleSince;
  const isDue = useDue(from, notice?.afterMs ?? 0);
  const isOver = useDue(since, BACK_ONLINE_MS);
  const isShown = notice !== null && isDue && !(notice.level === 'good' && isOver);
  return (
    <div className="banner" role="status" data-level={isShown ? notice.level : undefined}>
      {isShown && (
        <>
          <span>{notice.text}</span>
          {notice.level === 'error' && <button type="button" onClick={reconnect}>{texts.retryNow}</button>}
        </>
      )}
    </div>
  );
}

/** The network is there, and the server does not answer or does not do what it is asked for. */
function noticeOfTrouble({ status, online, trouble }: ConnectionView, texts: Texts): Notice | null {
  if (trouble === null || !online || status === 'unauthorized' || status === 'closed') return null;
  return { level: 'error', text: trouble === 'failing' ? texts.serverFailing : texts.serverUnreachable, afterMs: TROUBLE_MS };
}

function noticeOf({ status, socket, wasLive, online }: ConnectionView, hadOutage: boolean, texts: Texts): Notice | null {
  switch (status) {
    case 'connecting':
      return { level: 'quiet', text: texts.connecting, afterMs: 1_000 };
    case 'catching-up':
      return wasLive ? { level: 'warning', text: texts.reconnecting, afterMs: 2_000 } : { level: 'quiet', text: texts.connecting, afterMs: 1_000 };
    case 'reconnecting':
      return { level: 'warning', text: texts.reconnecting, afterMs: 2_000 };
    case 'polling':
      // A server without push needs no banner.
      return socket === 'none' ? null : { level: 'quiet', text: texts.polling, afterMs: 0 };
    case 'offline':
      return { level: 'error', text: online ? texts.serverUnreachable : texts.youAreOffline, afterMs: 0 };
    case 'live':
      return hadOutage ? { level: 'good', text: texts.backOnline, afterMs: 0 } : null;
    default:
      return null;
  }
}

/** True after an outage that was long or grave enough to be shown. */
function useOutage({ status, socket }: ConnectionView): boolean {
  const [had, setHad] = useState(false);
  const isOutage = status === 'offline' || (status === 'polling' && socket !== 'none');
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
