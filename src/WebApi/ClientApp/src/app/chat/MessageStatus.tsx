import type { UiMessage } from '@messaging/react';
import { Icon } from '../common/Icon';
import { useTexts } from '../i18n';

interface Props {
  localState: UiMessage['localState'];
  /** Names of those who have read it. */
  readers: readonly string[];
}

/** How far an own message has got: a drawing, a tooltip and a text for screen readers. A failed one says why below. */
export function MessageStatus({ localState, readers }: Props) {
  const texts = useTexts();
  const [icon, text, className] =
    localState === 'queued' ? ['clock', texts.queued, ''] as const
      : localState === 'sending' ? ['clock', texts.sending, 'late'] as const
        : localState === 'failed' ? ['error', '', 'failed'] as const
          : readers.length > 0 ? ['checks', texts.readBy(readers), 'read'] as const
            : ['check', texts.sent, ''] as const;
  return (
    <span className={`message-status ${className}`} title={text || undefined}>
      <Icon name={icon} />
      {text !== '' && <span className="visually-hidden">{text}</span>}
    </span>
  );
}
