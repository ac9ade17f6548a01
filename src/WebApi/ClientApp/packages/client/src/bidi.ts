const FIRST_STRONG_ISOLATE = '\u2068';
const POP_ISOLATE = '\u2069';

/** Letters that are written from right to left, and characters that change the direction. */
const turning = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const isolates = /[\u2066-\u2069]/gu;

/**
 * A name or a text that stands within a sentence: what is written from right to left in it does not turn the words
 * around it. Text without such letters is returned as it is.
 */
export function isolate(text: string): string {
  return turning.test(text) ? FIRST_STRONG_ISOLATE + text.replace(isolates, '') + POP_ISOLATE : text;
}
