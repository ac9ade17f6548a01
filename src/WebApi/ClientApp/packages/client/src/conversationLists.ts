import type { Conversation, ConversationFilter } from './types';

/** The rows of each filter, and those of groups that the user has left; newest activity first. */
export type ConversationLists = Readonly<Record<ConversationFilter | 'left', readonly Conversation[]>>;

type ListName = keyof ConversationLists;

export const noLists: ConversationLists = { all: [], unread: [], archived: [], left: [] };

/**
 * Moves a row to where it belongs now. It is found by halves: a change of one row costs the same in a long list as in a
 * short one, but for the copy of the array.
 */
export function place(lists: ConversationLists, before: Conversation | undefined, row: Conversation, isUnread: boolean): ConversationLists {
  const next: Record<ListName, readonly Conversation[]> = { ...lists };
  for (const name of Object.keys(next) as ListName[]) {
    const rest = before === undefined ? next[name] : without(next[name], before);
    next[name] = belongs(row, name, isUnread) ? inserted(rest, row) : rest;
  }
  return next;
}

function belongs(row: Conversation, name: ListName, isUnread: boolean): boolean {
  if (row.left) return name === 'left';
  if (row.archived) return name === 'archived';
  return name === 'all' || (name === 'unread' && isUnread);
}

function inserted(rows: readonly Conversation[], row: Conversation): readonly Conversation[] {
  return rows.toSpliced(placeOf(rows, row), 0, row);
}

function without(rows: readonly Conversation[], row: Conversation): readonly Conversation[] {
  const at = placeOf(rows, row);
  return rows[at]?.id === row.id ? rows.toSpliced(at, 1) : rows;
}

function placeOf(rows: readonly Conversation[], row: Conversation): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = rows[middle];
    if (other !== undefined && byActivity(other, row) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The server's times have one format, so they can be compared as text. */
export function byActivity(a: Conversation, b: Conversation): number {
  return compare(b.lastActivityAt, a.lastActivityAt) || compare(b.id, a.id);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
