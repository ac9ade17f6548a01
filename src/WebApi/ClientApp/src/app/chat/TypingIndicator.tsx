import { useEffect } from 'react';
import { useTyping } from '@messaging/react';
import { useAnnounce } from '../common/announcer';
import { useTexts } from '../i18n';

/** Dots and names below the history; spoken once a burst, not once a key. */
export function TypingIndicator({ conversationId }: { conversationId: string }) {
  const texts = useTexts();
  const announce = useAnnounce();
  const { typingUsers } = useTyping(conversationId);
  const text = typingUsers.length === 0 ? '' : texts.typing(typingUsers.map((user) => user.displayName));
  useEffect(() => {
    if (text !== '') announce(text);
  }, [text, announce]);
  return (
    <div className="typing" data-shown={text !== ''}>
      {text !== '' && (
        <>
          <span className="dots" aria-hidden="true"><i /><i /><i /></span>
          <span>{text}</span>
        </>
      )}
    </div>
  );
}
