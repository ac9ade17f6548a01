import { useEffect } from 'react';
import { useTyping } from '@messaging/react';
import { useAnnounce } from '../common/announcer';
import { Icon } from '../common/Icon';
import { useTexts } from '../i18n';

/** Dots and names below the history, or what was just done there; typing is spoken once a burst, not once a key. */
export function TypingIndicator({ conversationId, note = '' }: { conversationId: string; note?: string }) {
  const texts = useTexts();
  const announce = useAnnounce();
  const { typingUsers } = useTyping(conversationId);
  const text = typingUsers.length === 0 ? '' : texts.typing(typingUsers.map((user) => user.displayName));
  useEffect(() => {
    if (text !== '') announce(text);
  }, [text, announce]);
  return (
    <div className="typing">
      {note !== '' && <span className="note" aria-hidden="true"><Icon name="check" />{note}</span>}
      {note === '' && text !== '' && (
        <>
          <span className="dots" aria-hidden="true"><i /><i /><i /></span>
          <span>{text}</span>
        </>
      )}
    </div>
  );
}
