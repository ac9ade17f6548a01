import type { ChatStorage } from './storage';

/** Unsent text by user and conversation. It stays in this browser, and with this user. */
export class Drafts {
  readonly #prefix: string;
  readonly #storage: ChatStorage;

  constructor(userId: string, storage: ChatStorage) {
    this.#storage = storage;
    this.#prefix = `messaging.draft.${userId}.`;
  }

  get(conversationId: string): string {
    return this.#storage.getItem(this.#prefix + conversationId) ?? '';
  }

  set(conversationId: string, text: string): void {
    if (text.trim() === '') this.#storage.removeItem(this.#prefix + conversationId);
    else this.#storage.setItem(this.#prefix + conversationId, text);
  }
}
