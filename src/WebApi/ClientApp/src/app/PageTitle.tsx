import { useChatState } from '@messaging/react';
import { countUnread } from '@messaging/client';
import { nameOf } from './common/people';
import { usePageBadge } from './browser/page';
import { useTexts } from './i18n';

/** The title and the icon of the page, with the name of the open conversation. A part of its own, so that a message does not render the whole page. */
export function PageTitle({ openId }: { openId: string | null }) {
  const texts = useTexts();
  const name = useChatState(({ conversations, me }) => {
    const row = openId === null ? undefined : conversations[openId];
    return row === undefined || row.left ? '' : nameOf(row, me.id);
  });
  usePageBadge(name === '' ? texts.appName : `${name} – ${texts.appName}`, useChatState(countUnread));
  return null;
}
