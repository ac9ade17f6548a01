import { useEffect, useRef } from 'react';
import type { Conversation, Message } from '@messaging/client';
import { useAnnounce } from '../common/announcer';
import { useTexts } from '../i18n';
import { memberName } from '../common/people';

const GATHER_MS = 1_000;

/** Speaks messages that arrive in the open conversation: one by name and text, several as a number. */
export function useIncomingAnnouncements(row: Conversation, messages: readonly Message[], isReady: boolean, me: string): void {
  const texts = useTexts();
  const announce = useAnnounce();
  const last = messages.findLast((message) => message.revision > 0)?.sequence ?? 0;
  const spoken = useRef<number | null>(null);
  useEffect(() => {
    if (!isReady) return undefined;
    spoken.current ??= last;
    const timer = setTimeout(() => {
      const since = spoken.current ?? last;
      const news = messages.filter((message) => message.revision > 0 && message.sequence > since && message.senderId !== me && message.change === null);
      spoken.current = Math.max(since, last);
      const only = news[0];
      if (news.length > 1) announce(texts.newMessageCount(news.length));
      else if (only !== undefined) announce(texts.newMessageFrom(memberName(row, only.senderId), only.body));
    }, GATHER_MS);
    return () => clearTimeout(timer);
  }, [last, messages, isReady, me, row, announce, texts]);
}
