import { isPending, type UiMessage } from '../../hooks/useRealtimeMessages';
import type { Message } from '../../realtime/types';
import { dayKey } from '../format';

export type Position = 'single' | 'top' | 'middle' | 'bottom';

export type Row =
  | { kind: 'day'; key: string; date: string }
  | { kind: 'unread'; key: string }
  | { kind: 'message'; key: string; message: Message | UiMessage; position: Position };

const GROUP_MS = 5 * 60_000;

/** What the history shows: messages in groups by sender and time, days between them, and where reading stopped. */
export function toRows(messages: readonly (Message | UiMessage)[], readBefore: number | null, me: string): Row[] {
  const rows: Row[] = [];
  const unread = readBefore === null ? undefined : messages.find((message) => isUnread(message, readBefore, me));
  messages.forEach((message, at) => {
    const [before, after] = [messages[at - 1], messages[at + 1]];
    if (before === undefined || dayKey(before.sentAt) !== dayKey(message.sentAt)) {
      rows.push({ kind: 'day', key: `day ${dayKey(message.sentAt)}`, date: message.sentAt });
    }
    if (message === unread) rows.push({ kind: 'unread', key: 'unread' });
    const joinsBefore = before !== undefined && message !== unread && isGroup(before, message);
    const joinsAfter = after !== undefined && after !== unread && isGroup(message, after);
    rows.push({ kind: 'message', key: message.id, message, position: positionOf(joinsBefore, joinsAfter) });
  });
  return rows;
}

function isUnread(message: Message | UiMessage, readBefore: number, me: string): boolean {
  return !isPending(message) && message.sequence > readBefore && message.senderId !== me && message.deletedAt === null;
}

function isGroup(first: Message, second: Message): boolean {
  return first.senderId === second.senderId
    && dayKey(first.sentAt) === dayKey(second.sentAt)
    && Date.parse(second.sentAt) - Date.parse(first.sentAt) < GROUP_MS;
}

function positionOf(joinsBefore: boolean, joinsAfter: boolean): Position {
  if (joinsBefore) return joinsAfter ? 'middle' : 'bottom';
  return joinsAfter ? 'top' : 'single';
}
