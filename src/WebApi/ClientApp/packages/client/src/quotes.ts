import type { Message, MessageQuote } from './types';

/** In characters as a reader counts them; the server's excerpts have the same length. */
const LONGEST = 120;

/** The quote that a reply to the message shows. */
export function quoteOf(message: Message): MessageQuote {
  const { id, sequence, revision, senderId, body, deletedAt } = message;
  return { id, sequence, revision, senderId, excerpt: excerptOf(body), deleted: deletedAt !== null };
}

/** The text on one line, cut where it is too long. */
function excerptOf(body: string): string {
  const line = body.replace(/[\n\t]/g, ' ');
  if (line.length <= LONGEST) return line;
  const characters = charactersOf(line.slice(0, LONGEST * 20));
  return characters.length <= LONGEST ? line : `${characters.slice(0, LONGEST - 1).join('')}…`;
}

/** Some engines, such as Hermes of React Native, have no segmenter: code points come close. */
function charactersOf(text: string): string[] {
  const { Segmenter } = Intl as { Segmenter?: typeof Intl.Segmenter };
  return Segmenter === undefined ? Array.from(text) : Array.from(new Segmenter().segment(text), ({ segment }) => segment);
}

/**
 * A reply does not change when the message that it answers does: the client takes the change over.
 * @param reply A message that may be a reply.
 * @param answered The message that it may answer.
 */
export function withQuoteOf(reply: Message, answered: Message | undefined): Message {
  // A quote of a release before replies is missing.
  const isOlder = reply.quote?.id === answered?.id && (reply.quote?.revision ?? 0) < (answered?.revision ?? 0);
  return isOlder && answered !== undefined && reply.quote ? { ...reply, quote: quoteOf(answered) } : reply;
}
