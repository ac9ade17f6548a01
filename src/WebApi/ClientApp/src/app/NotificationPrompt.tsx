import { useChatState, useNotifications } from '@messaging/react';
import { countUnread } from '@messaging/client';
import { useTexts } from './i18n';

/** Asked in the page first, and only once something has arrived; the browser's own question comes from the button. */
export function NotificationPrompt() {
  const texts = useTexts();
  const hasUnread = useChatState((state) => countUnread(state) > 0);
  const { shouldPrompt, request, dismissPrompt } = useNotifications();
  if (!shouldPrompt || !hasUnread) return null;
  return (
    <aside className="prompt" aria-label={texts.promptTitle}>
      <strong>{texts.promptTitle}</strong>
      <p>{texts.promptText}</p>
      <div className="dialog-actions">
        <button type="button" onClick={dismissPrompt}>{texts.notNow}</button>
        <button type="button" className="primary" onClick={() => void request()}>{texts.allowNotifications}</button>
      </div>
    </aside>
  );
}
