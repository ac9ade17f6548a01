import { useCallback } from 'react';
import { useChatState } from '@messaging/react';
import type { ChatState, Conversation, Message } from '@messaging/client';

const nothing: Readonly<Record<string, number>> = {};

/** The names of the people who have read a message. */
export function useReaders(row: Conversation, me: string): (message: Message) => readonly string[] {
  const reads = useChatState((state) => state.reads[row.id] ?? nothing);
  return useCallback(
    (message) => row.members
      .filter((member) => member.userId !== me && (reads[member.userId] ?? 0) >= message.sequence)
      .map((member) => member.displayName),
    [row.members, reads, me],
  );
}

export function senderOf(people: ChatState['people'], userId: string): { name: string; avatarUrl: string | null } {
  const member = people[userId];
  return { name: member?.displayName ?? '', avatarUrl: member?.avatarUrl ?? null };
}
