import { useChatState } from '@messaging/react';
import { countUnread } from '@messaging/client';
import { usePageBadge } from './browser/page';
import { useTexts } from './i18n';

/** The title and the icon of the page. A part of its own, so that a message does not render the whole page. */
export function PageTitle() {
  const texts = useTexts();
  usePageBadge(texts.appName, useChatState(countUnread));
  return null;
}
