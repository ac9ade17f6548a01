/** Unsent text by user and conversation. It stays in this browser, and with this user. */
export class Drafts {
  readonly #prefix: string;

  constructor(userId: string) {
    this.#prefix = `messaging.draft.${userId}.`;
  }

  get(conversationId: string): string {
    return localStorage.getItem(this.#prefix + conversationId) ?? '';
  }

  set(conversationId: string, text: string): void {
    if (text.trim() === '') localStorage.removeItem(this.#prefix + conversationId);
    else localStorage.setItem(this.#prefix + conversationId, text);
  }
}
