import type { Reacted } from './events';
import type { Message, Reaction } from './types';

/** Whether I have given a kind of reaction, as of a revision of the conversation. */
interface Mark {
  revision: number;
  mine: boolean;
}

/** Set where `mine` does not come from the message itself: newer news about my own reactions replaces it. */
export type Marked = Message & { marks?: Readonly<Record<string, Mark>> };

/** The release before this one sends no reactions, and a browser may have kept messages of it. */
export const reactionsOf = (message: Partial<Pick<Message, 'reactions'>>): readonly Reaction[] => message.reactions ?? [];

/**
 * Makes the message of an event, which is the same for everyone in the chat, my own: my id among the first users, or the
 * lack of it where these are all, tells whether a reaction is mine. Otherwise my changes do.
 */
export function personal(message: Message, me: string, reacted: readonly Reacted[] = [], revision = message.revision): Marked {
  const reactions = reactionsOf(message).map((kind) => ({ ...kind, mine: isMine(kind, me) }));
  const marks: Record<string, Mark> = {};
  reacted.forEach((change, at) => {
    const isTold = reactions.find((kind) => kind.emoji === change.emoji)?.mine !== null;
    if (change.userId === me && !isTold) marks[change.emoji] = { revision: revision - reacted.length + 1 + at, mine: change.added };
  });
  return Object.keys(marks).length === 0 ? { ...message, reactions } : { ...message, reactions, marks };
}

function isMine({ mine, userIds, count }: Reaction, me: string): boolean | null {
  if (mine !== null || userIds.includes(me)) return mine ?? true;
  return count === userIds.length ? false : null;
}

/** One message of two versions: the newer one, with what both know of my reactions. The known one itself when nothing is new. */
export function join(known: Marked | undefined, incoming: Marked): Marked {
  if (known === undefined) return incoming;
  const [newer, older] = known.revision > incoming.revision || (known.revision === incoming.revision && isWhole(known))
    ? [known, incoming] : [incoming, known];
  if (isWhole(newer)) return newer;
  const marks: Record<string, Mark> = {};
  const reactions = reactionsOf(newer).map((kind) => {
    const own = newer.marks?.[kind.emoji];
    if (kind.mine !== null && own === undefined) return kind;
    const mark = latest(own, markOf(older, kind.emoji));
    if (mark !== undefined) marks[kind.emoji] = mark;
    return { ...kind, mine: mark?.mine ?? null };
  });
  const isSame = newer === known && reactions.every(({ emoji, mine }, at) => mine === reactionsOf(known)[at]?.mine && marks[emoji] === known.marks?.[emoji]);
  return isSame ? known : { ...newer, reactions, marks };
}

/** Everything about my reactions comes from the message itself. */
function isWhole(message: Marked): boolean {
  return reactionsOf(message).every(({ emoji, mine }) => mine !== null && message.marks?.[emoji] === undefined);
}

function markOf(message: Marked, emoji: string): Mark | undefined {
  const kind = reactionsOf(message).find((other) => other.emoji === emoji);
  const known = kind === undefined ? false : kind.mine;
  return message.marks?.[emoji] ?? (known === null ? undefined : { revision: message.revision, mine: known });
}

function latest(one: Mark | undefined, other: Mark | undefined): Mark | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return other.revision > one.revision ? other : one;
}

/** The most users in a message, as on the server. */
const MOST_USERS = 5;

/** The reactions with those that are on their way to the server: true to give one, false to take it back. */
export function withWanted(reactions: readonly Reaction[], wanted: Readonly<Record<string, boolean>>, me: string): Reaction[] {
  const shown = reactions.map((kind) => {
    const want = wanted[kind.emoji];
    if (want === undefined || want === (kind.mine ?? false)) return kind;
    const others = kind.userIds.filter((id) => id !== me);
    return {
      ...kind, mine: want, count: kind.count + (want ? 1 : -1),
      userIds: want && others.length < MOST_USERS ? [...others, me] : others,
    };
  });
  const added = Object.keys(wanted).filter((emoji) => wanted[emoji] && !shown.some((kind) => kind.emoji === emoji));
  return [...shown, ...added.map((emoji) => ({ emoji, count: 1, mine: true, userIds: [me] }))].filter(({ count }) => count > 0);
}
