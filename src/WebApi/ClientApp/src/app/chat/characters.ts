const segmenter = new Intl.Segmenter();

/** Characters as a reader counts them, which is how the server counts: an emoji with its skin tone is one. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const segment of segmenter.segment(text)) count += segment.segment === '' ? 0 : 1;
  return count;
}
