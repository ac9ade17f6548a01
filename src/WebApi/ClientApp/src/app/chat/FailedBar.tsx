import { isPending, type UiMessage } from '@messaging/react';
import type { Message } from '@messaging/client';
import { useTexts } from '../i18n';

interface Props {
  messages: readonly (Message | UiMessage)[];
  onRetry: (id: string) => void;
  onDiscard: (id: string) => void;
}

/** One place to deal with several failed messages. */
export function FailedBar({ messages, onRetry, onDiscard }: Props) {
  const texts = useTexts();
  const failed = messages.filter((message) => isPending(message) && message.localState === 'failed');
  if (failed.length < 2) return null;
  return (
    <div className="failed-bar">
      <span>{texts.someNotSent}</span>
      <button type="button" onClick={() => failed.forEach((message) => onRetry(message.id))}>{texts.retryAll}</button>
      <button type="button" onClick={() => failed.forEach((message) => onDiscard(message.id))}>{texts.deleteAll}</button>
    </div>
  );
}
