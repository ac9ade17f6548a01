import type { Message } from './types';

/** Letters with case, digits and marks: scripts without case put no space around a name. */
const LETTER = '\\p{Lu}\\p{Ll}\\p{Lt}\\p{Nd}\\p{Mn}';

/** The mentions of a message that is sent or edited. */
export interface Mentions {
  /** Ids of members. */
  mentions: readonly string[];
  /** Everyone in the group, which only owners may mention. */
  mentionsAll: boolean;
}

export const noMentions: Mentions = { mentions: [], mentionsAll: false };

/** A message that an older release has kept in this browser has no mentions. */
export const mentionsOf = ({ mentions, mentionsAll }: Partial<Mentions>): Mentions => ({ mentions: mentions ?? [], mentionsAll: mentionsAll ?? false });

/** True when a message mentions this user, or everyone, or answers a message of theirs. */
export function isDirectedAt(message: Message, userId: string): boolean {
  const { mentions, mentionsAll } = mentionsOf(message);
  return message.senderId !== userId && (mentionsAll || mentions.includes(userId) || message.quote?.senderId === userId);
}

/** The user names of `names` that a text has with an `@` in front, and the text around them, in order. */
export function splitMentions(text: string, names: readonly string[]): { text: string; name: string | null }[] {
  const pattern = patternOf(names);
  if (pattern === null) return [{ text, name: null }];
  const parts: { text: string; name: string | null }[] = [];
  let from = 0;
  for (const match of lower(text).matchAll(pattern)) {
    const to = match.index + match[0].length;
    if (match.index > from) parts.push({ text: text.slice(from, match.index), name: null });
    parts.push({ text: text.slice(match.index, to), name: names.find((name) => `@${lower(name)}` === match[0]) ?? null });
    from = to;
  }
  if (from < text.length) parts.push({ text: text.slice(from), name: null });
  return parts;
}

/**
 * True when a text names a user with `@userName`: not inside a word or an e-mail address, and not as the beginning of a
 * longer name. The server has the same rule; `tests/Vectors/mentions.json` holds both to it.
 */
export function namesUser(text: string, userName: string): boolean {
  return patternOf([userName])?.test(lower(text)) ?? false;
}

function patternOf(names: readonly string[]): RegExp | null {
  if (names.length === 0) return null;
  const escaped = names.map((name) => lower(name).replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  return new RegExp(`(?<![${LETTER}_@])@(?:${escaped.join('|')})(?![._\\-@+]*[${LETTER}])`, 'gu');
}

/** User names have ASCII letters only; other letters that look alike once they are folded name somebody else. */
const lower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
