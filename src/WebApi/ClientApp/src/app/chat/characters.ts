const segmenter = new Intl.Segmenter();

/** Characters as a reader counts them, which is how the server counts: an emoji with its skin tone is one. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const segment of segmenter.segment(text)) count += segment.segment === '' ? 0 : 1;
  return count;
}

const LARGE_EMOJI = 3;
const emoji = /^(?:\p{RGI_Emoji}|\p{Extended_Pictographic})$/v;

/** One to three emoji and nothing else: shown large, without a bubble. */
export function isEmojiOnly(text: string): boolean {
  // The longest emoji (families, flags of regions) have some twenty code units.
  if (text.length > LARGE_EMOJI * 20) return false;
  const parts = [...segmenter.segment(text.trim())].map((part) => part.segment);
  return parts.length > 0 && parts.length <= LARGE_EMOJI && parts.every((part) => emoji.test(part));
}
