import { type Conversation, isolate, type Member } from '@messaging/client';
import { searchKey } from './searchKey';

/** The other person of a direct conversation. */
export function peerOf(row: Conversation, myId: string): Member | null {
  return row.kind === 'direct' ? (row.members.find((member) => member.userId !== myId) ?? null) : null;
}

/** A group's title, or the names of the others. */
export function nameOf(row: Conversation, myId: string): string {
  if (row.title !== null && row.title !== '') return row.title;
  const others = row.members.filter((member) => member.userId !== myId).map((member) => member.displayName);
  return others.length === 1 ? (others[0] ?? '') : others.map(isolate).join(', ');
}

/** The name of a member, or nothing for somebody who has left. */
export function memberName(row: Conversation, userId: string): string {
  return row.members.find((member) => member.userId === userId)?.displayName ?? '';
}

/** Whether the title or the names of the others have every word of a query: what can be said before the server answers. */
export function isFoundBy(row: Conversation, myId: string, query: string): boolean {
  const others = row.members.filter((member) => member.userId !== myId);
  const names = searchKey([row.title ?? '', ...others.flatMap(({ displayName, userName }) => [displayName, `@${userName}`])].join(' '));
  return searchKey(query).split(/\s+/).every((word) => names.includes(word));
}

/** Owners may rename a group, and take people in and out. */
export function isOwner(row: Conversation, userId: string): boolean {
  return row.members.some((member) => member.userId === userId && member.role === 'owner');
}

export { searchKey };
