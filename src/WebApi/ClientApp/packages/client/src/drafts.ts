import type { ChatStorage } from './storage';
import { type Mentions, mentionsOf, noMentions } from './mentions';
import type { Message } from './types';

/** Unsent text, the message that it answers and whom it mentions, by user and conversation. It stays in this browser, and with this user. */
export class Drafts {
  readonly #prefix: string;
  readonly #replyPrefix: string;
  readonly #mentionsPrefix: string;
  readonly #storage: ChatStorage;

  constructor(userId: string, storage: ChatStorage) {
    this.#storage = storage;
    this.#prefix = `messaging.draft.${userId}.`;
    this.#replyPrefix = `messaging.draft-reply.${userId}.`;
    this.#mentionsPrefix = `messaging.draft-mentions.${userId}.`;
  }

  get(conversationId: string): string {
    return this.#storage.getItem(this.#prefix + conversationId) ?? '';
  }

  set(conversationId: string, text: string): void {
    if (text.trim() === '') this.#storage.removeItem(this.#prefix + conversationId);
    else this.#storage.setItem(this.#prefix + conversationId, text);
  }

  /** The message that the draft answers, as it was when it was chosen. */
  getReply(conversationId: string): Message | null {
    return this.#read(this.#replyPrefix + conversationId) as Message | null;
  }

  setReply(conversationId: string, message: Message | null): void {
    if (message === null) this.#storage.removeItem(this.#replyPrefix + conversationId);
    else this.#storage.setItem(this.#replyPrefix + conversationId, JSON.stringify(message));
  }

  /** Everyone who was chosen while the draft was written, also those whom its text no longer names. */
  getMentions(conversationId: string): Mentions {
    return mentionsOf((this.#read(this.#mentionsPrefix + conversationId) as Partial<Mentions> | null) ?? noMentions);
  }

  setMentions(conversationId: string, mentions: Mentions): void {
    if (mentions.mentions.length === 0 && !mentions.mentionsAll) this.#storage.removeItem(this.#mentionsPrefix + conversationId);
    else this.#storage.setItem(this.#mentionsPrefix + conversationId, JSON.stringify(mentions));
  }

  #read(key: string): unknown {
    try {
      return JSON.parse(this.#storage.getItem(key) ?? 'null');
    } catch {
      return null;
    }
  }
}
