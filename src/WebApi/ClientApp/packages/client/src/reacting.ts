import type { Api } from './api';
import { patiently } from './retry';
import type { Store } from './store';

interface Driver {
  api: Pick<Api, 'addReaction' | 'removeReaction'>;
  store: Store;
}

/** Gives and takes back reactions: shown at once, and taken from the screen again when the server refuses. */
export class Reacting {
  readonly #driver: Driver;
  /** The last wish for each message and emoji whose request is under way. */
  readonly #wanted = new Map<string, boolean>();
  readonly #running = new Map<string, Promise<void>>();

  constructor(driver: Driver) {
    this.#driver = driver;
  }

  /** Rejects when the server refuses, or cannot be reached for a while; then nothing is shown of it. */
  set(conversationId: string, messageId: string, emoji: string, isGiven: boolean): Promise<void> {
    const key = `${messageId} ${emoji}`;
    this.#wanted.set(key, isGiven);
    this.#show(messageId, emoji, isGiven);
    const running = this.#running.get(key) ?? this.#run(key, conversationId, messageId, emoji);
    this.#running.set(key, running);
    return running;
  }

  /** One request after the other, until the server has the last wish. */
  async #run(key: string, conversationId: string, messageId: string, emoji: string): Promise<void> {
    const { api, store } = this.#driver;
    try {
      for (let sent: boolean | undefined; sent !== this.#wanted.get(key);) {
        const isGiven = this.#wanted.get(key) ?? false;
        sent = isGiven;
        const message = await patiently(() => (isGiven ? api.addReaction : api.removeReaction)(conversationId, messageId, emoji));
        store.dispatch({ type: 'messages', conversationId, messages: [message] });
      }
    } finally {
      this.#wanted.delete(key);
      this.#running.delete(key);
      this.#show(messageId, emoji, null);
    }
  }

  #show(messageId: string, emoji: string, isGiven: boolean | null): void {
    this.#driver.store.dispatch({ type: 'reacting', messageId, emoji, isGiven });
  }
}
