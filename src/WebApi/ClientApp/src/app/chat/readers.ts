import { useCallback } from 'react';
import { useChatState } from '../../hooks';
import type { Conversation, Message } from '../../realtime/types';

const nothing: Readonly<Record<string, number>> = {};

/** Who has read a message, by name. */
export function useReaders(row: Conversation, me: string): (message: Message) => readonly string[] {
  const reads = useChatState((state) => state.reads[row.id] ?? nothing);
  return useCallback(
    (message) => row.members
      .filter((member) => member.userId !== me && (reads[member.userId] ?? 0) >= message.sequence)
      .map((member) => member.displayName),
    [row.members, reads, me],
  );
}

export function senderOf(row: Conversation, userId: string): { name: string; avatarUrl: string | null } {
  const member = row.members.find((other) => other.userId === userId);
  return { name: member?.displayName ?? '', avatarUrl: member?.avatarUrl ?? null };
}
