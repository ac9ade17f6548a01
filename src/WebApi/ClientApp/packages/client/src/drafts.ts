import type { ChatStorage } from './storage';
import type { Message } from './types';

/** Unsent text, and the message that it answers, by user and conversation. It stays in this browser, and with this user. */
export class Drafts {
  readonly #prefix: string;
  readonly #replyPrefix: string;
  readonly #storage: ChatStorage;

  constructor(userId: string, storage: ChatStorage) {
    this.#storage = storage;
    this.#prefix = `messaging.draft.${userId}.`;
    this.#replyPrefix = `messaging.draft-reply.${userId}.`;
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
    try {
      return JSON.parse(this.#storage.getItem(this.#replyPrefix + conversationId) ?? 'null') as Message | null;
    } catch {
      return null;
    }
  }

  setReply(conversationId: string, message: Message | null): void {
    if (message === null) this.#storage.removeItem(this.#replyPrefix + conversationId);
    else this.#storage.setItem(this.#replyPrefix + conversationId, JSON.stringify(message));
  }
}
