import { useChatState } from '@messaging/react';
import type { MessageQuote } from '@messaging/client';
import { useTexts } from '../i18n';
import { senderOf } from './readers';

interface Props {
  quote: MessageQuote;
  onShow: (quote: MessageQuote) => void;
  tabIndex: number;
}

/** The message that a reply answers; a click shows it. */
export function Quote({ quote, onShow, tabIndex }: Props) {
  const texts = useTexts();
  const name = useQuotedName(quote);
  return (
    <button type="button" className="quote" tabIndex={tabIndex} title={texts.showAnswered(name)} onClick={() => onShow(quote)}>
      <QuotedText quote={quote} />
    </button>
  );
}

export function QuotedText({ quote }: { quote: MessageQuote }) {
  const texts = useTexts();
  return (
    <>
      <span className="quote-name" dir="auto">{useQuotedName(quote)}</span>
      <span className="quote-text" dir="auto">{quote.deleted ? <em>{texts.deleted}</em> : quote.excerpt}</span>
    </>
  );
}

export function useQuotedName(quote: MessageQuote | null): string {
  const texts = useTexts();
  const senderId = quote?.senderId ?? '';
  return useChatState((state) => (senderId === state.me.id ? texts.you : senderOf(state.people, senderId).name));
}
