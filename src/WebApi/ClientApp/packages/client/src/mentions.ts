/** Letters with case, digits and marks: scripts without case put no space around a name. */
const LETTER = '\\p{Lu}\\p{Ll}\\p{Lt}\\p{Nd}\\p{Mn}';

/**
 * True when a text names a user with `@userName`: not inside a word or an e-mail address, and not as the beginning of a
 * longer name. The server has the same rule; `tests/Vectors/mentions.json` holds both to it.
 */
export function mentions(text: string, userName: string): boolean {
  const name = lower(userName).replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return new RegExp(`(?<![${LETTER}_@])@${name}(?![._\\-@+]*[${LETTER}])`, 'u').test(lower(text));
}

/** User names have ASCII letters only; other letters that look alike once they are folded name somebody else. */
const lower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
