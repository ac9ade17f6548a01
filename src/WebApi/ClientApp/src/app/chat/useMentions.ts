import { useState } from 'react';
import { type Conversation, type Mentions, namesUser } from '@messaging/client';
import { searchKey } from '../common/searchKey';

/** Somebody to mention, or everyone. */
export interface Candidate {
  /** Null for everyone. */
  userId: string | null;
  userName: string;
  displayName: string;
  avatarUrl: string | null;
}

/** The text after an `@`, up to the cursor. */
export interface MentionQuery {
  from: number;
  text: string;
}

/** The name for everyone, in every language, so that each client finds it in the text. */
export const EVERYONE = 'all';
const MOST_CANDIDATES = 8;
/** An `@` that nothing like a name stands before, and a name so far. */
const typed = /(?<![\p{L}\p{N}_@])@([\w.\-+]*)$/u;

export function queryAt(text: string, cursor: number): MentionQuery | null {
  const match = typed.exec(text.slice(0, cursor));
  return match === null ? null : { from: match.index, text: match[1] ?? '' };
}

/** The members whom a query finds by user name or by any word of the name to show. Nobody in a direct conversation. */
export function candidatesFor(query: MentionQuery | null, row: Conversation, me: string, everyone: string): Candidate[] {
  if (query === null || row.kind !== 'group') return [];
  const key = searchKey(query.text);
  const isOwner = row.members.some((member) => member.userId === me && member.role === 'owner');
  const all: Candidate[] = isOwner ? [{ userId: null, userName: EVERYONE, displayName: everyone, avatarUrl: null }] : [];
  return [...row.members.filter((member) => member.userId !== me), ...all]
    .filter(({ userName, displayName }) => [userName, ...displayName.split(/\s+/)].some((word) => searchKey(word).startsWith(key)))
    .slice(0, MOST_CANDIDATES);
}

export function withCandidate(mentions: Mentions, { userId }: Candidate): Mentions {
  if (userId === null) return { ...mentions, mentionsAll: true };
  return mentions.mentions.includes(userId) ? mentions : { ...mentions, mentions: [...mentions.mentions, userId] };
}

/** Of those who were chosen, the ones whom the text still names. */
export function namedIn(text: string, chosen: Mentions, row: Conversation): Mentions {
  const names = new Map(row.members.map((member) => [member.userId, member.userName]));
  return {
    mentions: chosen.mentions.filter((id) => namesUser(text, names.get(id) ?? '')),
    mentionsAll: chosen.mentionsAll && namesUser(text, EVERYONE),
  };
}

interface Options {
  row: Conversation;
  me: string;
  /** How everyone is called in this language. */
  everyone: string;
  text: string;
  cursor: number;
  /** Somebody was chosen: the text with their name, and the place behind it. */
  onInsert: (text: string, cursor: number, candidate: Candidate) => void;
}

/** The list of members that opens after an `@`: which one is marked, and what its keys do. */
export function useMentionPicker({ row, me, everyone, text, cursor, onInsert }: Options) {
  const query = queryAt(text, cursor);
  const [marked, setMarked] = useState(0);
  /** The `@` for which the list was closed. */
  const [closedAt, setClosedAt] = useState<number | null>(null);
  const candidates = query?.from === closedAt ? [] : candidatesFor(query, row, me, everyone);
  const at = Math.min(marked, candidates.length - 1);

  function choose(candidate: Candidate) {
    if (query === null) return;
    const before = `${text.slice(0, query.from)}@${candidate.userName} `;
    setMarked(0);
    onInsert(before + text.slice(cursor).replace(/^ /, ''), before.length, candidate);
  }

  return {
    candidates, at, choose,
    /** After the text has changed. Returns whom it chose: somebody whose user name was typed to its end. */
    onText: (next: string, nextCursor: number): Candidate | undefined => {
      setMarked(0);
      const now = queryAt(next, nextCursor);
      if (now?.from !== closedAt) setClosedAt(null);
      return candidatesFor(now, row, me, everyone).find(({ userName }) => userName.toLowerCase() === now?.text.toLowerCase());
    },
    /** True when the key was for the list. */
    onKey: (key: string): boolean => {
      const candidate = candidates[at];
      if (candidate === undefined) return false;
      if (key === 'ArrowDown') setMarked((at + 1) % candidates.length);
      else if (key === 'ArrowUp') setMarked((at + candidates.length - 1) % candidates.length);
      else if (key === 'Enter' || key === 'Tab') choose(candidate);
      else if (key === 'Escape') setClosedAt(query?.from ?? null);
      else return false;
      return true;
    },
  };
}
