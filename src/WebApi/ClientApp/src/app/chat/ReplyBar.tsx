import { type Message, quoteOf } from '@messaging/client';
import { Icon } from '../common/Icon';
import { IconButton } from '../common/IconButton';
import { useTexts } from '../i18n';
import { QuotedText, useQuotedName } from './Quote';

/** Stands over the input while a message is answered. */
export function ReplyBar({ message, onCancel }: { message: Message; onCancel: () => void }) {
  const texts = useTexts();
  const quote = quoteOf(message);
  const name = useQuotedName(quote);
  return (
    <div className="editing-bar" role="group" aria-label={texts.replyingTo(name)}>
      <Icon name="reply" />
      <span className="quote"><QuotedText quote={quote} /></span>
      <IconButton icon="close" label={texts.cancel} onClick={onCancel} />
    </div>
  );
}
