import { isPending, type UiMessage } from '@messaging/react';
import type { Message } from '@messaging/client';
import { dayKey } from '../common/format';

export type Position = 'single' | 'top' | 'middle' | 'bottom';

/**
 * A message with what stands above it. Separators are part of the row, not rows: a row keeps its place on screen by
 * its message, and a separator moves when older messages are put in front.
 */
export interface Row {
  message: Message | UiMessage;
  position: Position;
  /** The day begins here. */
  startsDay: boolean;
  /** Reading had stopped before this one. */
  isFirstUnread: boolean;
}

const GROUP_MS = 5 * 60_000;

/** The rows of the history: messages in groups by sender and time, days between them, and where reading stopped. */
export function toRows(messages: readonly (Message | UiMessage)[], readBefore: number | null, me: string): Row[] {
  // While what lies between is not loaded, nobody knows where the line belongs.
  const reachesBack = readBefore !== null && (messages[0]?.sequence ?? 0) <= readBefore + 1;
  const unread = reachesBack ? messages.find((message) => isUnread(message, readBefore, me)) : undefined;
  return messages.map((message, at) => {
    const [before, after] = [messages[at - 1], messages[at + 1]];
    const joinsBefore = before !== undefined && message !== unread && isGroup(before, message);
    const joinsAfter = after !== undefined && after !== unread && isGroup(message, after);
    return {
      message,
      position: positionOf(joinsBefore, joinsAfter),
      startsDay: before === undefined || dayKey(before.sentAt) !== dayKey(message.sentAt),
      isFirstUnread: message === unread,
    };
  });
}

function isUnread(message: Message | UiMessage, readBefore: number, me: string): boolean {
  return !isPending(message) && message.sequence > readBefore && message.senderId !== me && message.deletedAt === null;
}

function isGroup(first: Message, second: Message): boolean {
  return first.senderId === second.senderId
    && first.change === null && second.change === null
    && dayKey(first.sentAt) === dayKey(second.sentAt)
    && Date.parse(second.sentAt) - Date.parse(first.sentAt) < GROUP_MS;
}

function positionOf(joinsBefore: boolean, joinsAfter: boolean): Position {
  if (joinsBefore) return joinsAfter ? 'middle' : 'bottom';
  return joinsAfter ? 'top' : 'single';
}
