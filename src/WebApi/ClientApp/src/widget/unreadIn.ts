import { type ChatState, countUnread, unreadCount } from '@messaging/client';

/** Unread messages in one conversation, with one person, or in all conversations. */
export function unreadIn(state: ChatState, userId: string | null, conversationId: string | null): number {
  if (userId === null && conversationId === null) return countUnread(state);
  const rows = Object.values(state.conversations);
  const row = conversationId === null
    ? rows.find(({ kind, members }) => kind === 'direct' && members.some((member) => member.userId === userId))
    : state.conversations[conversationId];
  return row === undefined ? 0 : unreadCount(state, row);
}
