import { useCallback, useEffect, useMemo } from 'react';
import { type ApiError, type ChatLog, type ChatState, emptyLog, type Mentions, type Message, type PendingMessage, reactionsOf, type SendOptions, withWanted } from '@messaging/client';
import { useChatClient } from './context';
import { useChatState } from './useChatState';

/** A message as it is shown: confirmed, or on its way (`localState`). */
export interface UiMessage extends Message {
  localState: PendingMessage['state'] | null;
  error: ApiError | null;
}

export interface RealtimeMessages {
  /**
   * Confirmed messages by sequence, without a hole; then those on their way, in the order they were written. One that has
   * failed stays where it was written.
   */
  messages: readonly (Message | UiMessage)[];
  status: ChatLog['status'];
  hasOlder: boolean;
  hasNewer: boolean;
  loadOlder: () => Promise<void>;
  loadNewer: () => Promise<void>;
  /** Loads the part of the history around a message. */
  jumpTo: (sequence: number) => Promise<void>;
  jumpToLatest: () => Promise<void>;
  /** Returns the id of the message at once; it never throws. */
  send: (body: string, options?: SendOptions) => string;
  retry: (id: string) => void;
  discard: (id: string) => void;
  /** Without mentions, the server takes them from the text. */
  edit: (id: string, body: string, mentions?: Mentions) => Promise<void>;
  remove: (id: string) => Promise<void>;
  /** Gives a reaction or takes it back; shown at once. Rejects when the server refuses, and then it is no longer shown. */
  react: (id: string, emoji: string, isGiven: boolean) => Promise<void>;
  markRead: (sequence: number) => void;
  /** How far each member has read, as far as they show it. */
  readBy: Readonly<Record<string, number>>;
}

const noPending: readonly PendingMessage[] = [];
const noReads: Readonly<Record<string, number>> = {};

/**
 * The messages of one conversation, live while the component is there.
 *
 * @example
 * const { messages, send } = useRealtimeMessages(id);
 * send('Hello');
 */
export function useRealtimeMessages(conversationId: string): RealtimeMessages {
  const client = useChatClient();
  const { chats, queue } = client;
  useEffect(() => chats.open(conversationId), [chats, conversationId]);

  const me = useChatState((state) => state.me.id);
  const log = useChatState((state) => state.logs[conversationId] ?? emptyLog);
  const pending = useChatState((state) => state.pending[conversationId] ?? noPending);
  const readBy = useChatState((state) => state.reads[conversationId] ?? noReads);
  const reacting = useChatState((state) => state.reacting);
  const messages = useMemo(() => {
    const all = pending.length === 0 ? log.items : withPending(log, pending.map((message, at) => toUi(message, me, at)));
    return withReacting(all, reacting, me);
  }, [log, pending, reacting, me]);
  const load = useCallback((...args: [kind: 'older' | 'newer' | 'newest' | 'around', around?: number]) =>
    chats.load(conversationId, ...args), [chats, conversationId]);

  return {
    messages, readBy,
    status: log.status, hasOlder: log.hasOlder, hasNewer: log.hasNewer,
    loadOlder: useCallback(() => load('older'), [load]),
    loadNewer: useCallback(() => load('newer'), [load]),
    jumpTo: useCallback((sequence) => load('around', sequence), [load]),
    jumpToLatest: useCallback(() => load('newest'), [load]),
    send: useCallback((body, options) => queue.add(conversationId, body, options), [queue, conversationId]),
    retry: useCallback((id) => queue.retry(id), [queue]),
    discard: useCallback((id) => queue.discard(id), [queue]),
    edit: useCallback((id, body, mentions) => client.edit(conversationId, id, body, mentions), [client, conversationId]),
    remove: useCallback((id) => client.remove(conversationId, id), [client, conversationId]),
    react: useCallback((id, emoji, isGiven) => client.reacting.set(conversationId, id, emoji, isGiven), [client, conversationId]),
    markRead: useCallback((sequence) => client.markRead(conversationId, sequence), [client, conversationId]),
  };
}

/** True for a message that the server has not confirmed. */
export function isPending(message: Message | UiMessage): message is UiMessage & { localState: PendingMessage['state'] } {
  return 'localState' in message && message.localState !== null;
}

function withReacting<T extends Message>(messages: readonly T[], reacting: ChatState['reacting'], me: string): readonly T[] {
  if (Object.keys(reacting).length === 0) return messages;
  return messages.map((message) => {
    const wanted = reacting[message.id];
    return wanted === undefined ? message : { ...message, reactions: withWanted(reactionsOf(message), wanted, me) };
  });
}

function withPending(log: ChatLog, pending: readonly UiMessage[]): (Message | UiMessage)[] {
  const first = log.items[0]?.sequence ?? 0;
  const last = log.items.at(-1)?.sequence ?? 0;
  const passed = pending.filter((message) => message.sequence < last);
  const shown: (Message | UiMessage)[] = [...log.items];
  // Its place may lie in what is not loaded.
  for (const message of passed.filter(({ sequence }) => sequence >= first || !log.hasOlder)) {
    shown.splice(shown.findLastIndex(({ sequence }) => sequence <= message.sequence) + 1, 0, message);
  }
  return log.hasNewer ? shown : [...shown, ...pending.filter((message) => !passed.includes(message))];
}

function toUi(message: PendingMessage, me: string, at: number): UiMessage {
  return {
    id: message.id, conversationId: message.conversationId, senderId: me, body: message.body,
    sentAt: message.queuedAt, editedAt: null, deletedAt: null, change: null, reactions: [], revision: 0, quote: message.replyTo ?? null,
    mentions: [...message.mentions?.mentions ?? []], mentionsAll: message.mentions?.mentionsAll ?? false,
    sequence: message.state === 'failed' && message.after !== undefined ? message.after : Number.MAX_SAFE_INTEGER - 1_000_000 + at,
    localState: message.state, error: message.error,
  };
}
