/** Letters that Unicode does not decompose, and what people type for them. The server has the same table. */
const letters = new Map(
  ('ß:SS ẞ:SS æ:AE Æ:AE œ:OE Œ:OE ø:O Ø:O đ:D Đ:D ð:D Ð:D þ:TH Þ:TH ł:L Ł:L ħ:H Ħ:H ŧ:T Ŧ:T ŋ:N Ŋ:N ı:I ĸ:K ȷ:J '
  + 'ə:E Ə:E ɛ:E Ɛ:E ɔ:O Ɔ:O ɓ:B Ɓ:B ɗ:D Ɗ:D ɖ:D Ɖ:D ƙ:K Ƙ:K ɣ:G Ɣ:G ɩ:I Ɩ:I ɨ:I Ɨ:I ɲ:N Ɲ:N ƴ:Y Ƴ:Y ʋ:V Ʋ:V ʉ:U Ʉ:U '
  + 'ƀ:B Ƀ:B ȼ:C Ȼ:C ɇ:E Ɇ:E ǥ:G Ǥ:G ɉ:J Ɉ:J ƚ:L Ƚ:L ɍ:R Ɍ:R ⱥ:A Ⱥ:A ⱦ:T Ⱦ:T ɏ:Y Ɏ:Y ƶ:Z Ƶ:Z')
    .split(' ').map((pair) => pair.split(':') as [string, string]),
);

/** Marks above and below a letter, and what cannot be seen. */
const ignored = /[\p{Mn}\p{Me}\p{Cf}]/gu;

/**
 * Text as people search compares it: upper case, without diacritics, so that “an” finds “Ẩn” and “lukasz” finds
 * “Łukasz”. The server folds in the same way; `tests/Vectors/folding.json` holds both to it.
 */
export function searchKey(text: string): string {
  return Array.from(text.normalize('NFKD').replace(ignored, ''), (letter) => letters.get(letter) ?? upperCase(letter)).join('').trim();
}

/** One letter for one letter, as the server does it. */
function upperCase(letter: string): string {
  const upper = letter.toUpperCase();
  return Array.from(upper).length === 1 ? upper : letter;
}
