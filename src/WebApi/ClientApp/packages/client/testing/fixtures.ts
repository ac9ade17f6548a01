import { authAt, type AuthApi } from '../src/api';
import type { Config, Conversation, Message, User } from '../src/types';

export const me: User = { id: 'me', userName: 'me', displayName: 'Me', avatarUrl: null };

/** A sign-in whose tokens are renewed as the test says. */
export const authOf = (refresh: AuthApi['refresh']): AuthApi => ({ ...authAt(), refresh });

export const config: Config = {
  push: {
    driver: 'none', key: 'key', cluster: null, wsHost: null, wsPort: 80, wssPort: 443, forceTls: false,
    authEndpoint: '/pusher/auth', userAuthEndpoint: '/pusher/user-auth',
  },
  typing: { startIntervalMs: 1_000, idleMs: 3_000, expireMs: 5_000 },
  sync: { waitSeconds: 25, pollAfterMs: 3_000 },
  limits: { bodyLength: 4_000 },
};

export function message(sequence: number, patch: Partial<Message> = {}): Message {
  return {
    id: `m${sequence}`, conversationId: 'c', sequence, revision: sequence, senderId: 'an', body: `text ${sequence}`,
    sentAt: '2026-01-31T09:15:02.123Z', editedAt: null, deletedAt: null, change: null, quote: null, reactions: [], mentions: [], mentionsAll: false, ...patch,
  };
}

export function row(revision: number, patch: Partial<Conversation> = {}): Conversation {
  return {
    id: 'c', kind: 'direct', title: null, revision,
    members: [
      { userId: 'me', userName: 'me', displayName: 'Me', avatarUrl: null, role: 'member', lastReadSequence: 0 },
      { userId: 'an', userName: 'an', displayName: 'An', avatarUrl: null, role: 'member', lastReadSequence: 0 },
    ],
    lastMessage: null, lastActivityAt: '2026-01-31T09:15:02.123Z', unreadCount: 0, unreadMentions: 0, lastReadSequence: 0,
    mutedUntil: null, archived: false, left: false, blockedByMe: false, authors: [], membersTag: 'tag', ...patch,
  };
}
