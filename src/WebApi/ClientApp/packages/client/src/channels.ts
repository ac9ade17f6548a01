import { backoff } from './clock';
import type { AllEvents } from './events';
import { statusOf } from './push';
import type { PusherChannel, PusherSocket } from './pusher';

/** The handlers of one consumer, by event name; `onSubscribed` also runs after every reconnection. */
export type Handlers = { [E in keyof AllEvents]?: (event: AllEvents[E]) => void } & {
  onSubscribed?: () => void;
  onRefused?: (status: number) => void;
};

interface Entry {
  channel: PusherChannel;
  users: Set<Handlers>;
  attempt: number;
  timer: ReturnType<typeof setTimeout> | null;
  unbind: () => void;
}

/** Only so long that a remount keeps the subscription: being in a channel tells the server that somebody looks. */
const RELEASE_DELAY_MS = 50;

/**
 * Shares channels among consumers. pusher-js counts no references, so the first consumer to leave would cut off the
 * others; and leaving is delayed, so that a remount (StrictMode, a route change and back) keeps the subscription.
 */
export class Channels {
  readonly #pusher: PusherSocket;
  readonly #onUnauthorized: () => Promise<boolean>;
  readonly #entries = new Map<string, Entry>();

  constructor(pusher: PusherSocket, onUnauthorized: () => Promise<boolean>) {
    this.#pusher = pusher;
    this.#onUnauthorized = onUnauthorized;
  }

  /** Joins a channel; call the result to leave it. */
  join(name: string, handlers: Handlers): () => void {
    const entry = this.#entries.get(name) ?? this.#create(name);
    if (entry.timer !== null && entry.users.size === 0) this.#clearTimer(entry);
    entry.users.add(handlers);
    // `pusher:subscription_succeeded` never comes for a channel that is already joined.
    if (entry.channel.subscribed) handlers.onSubscribed?.();
    return () => {
      if (entry.users.delete(handlers) && entry.users.size === 0) this.#releaseLater(name, entry);
    };
  }

  /** Names of the channels that are joined or about to be left. */
  get names(): string[] {
    return [...this.#entries.keys()];
  }

  /** How many share the channel. */
  consumersOf(name: string): number {
    return this.#entries.get(name)?.users.size ?? 0;
  }

  close(): void {
    for (const [name, entry] of this.#entries) this.#release(name, entry);
  }

  #create(name: string): Entry {
    const channel = this.#pusher.subscribe(name);
    const entry: Entry = { channel, users: new Set(), attempt: 0, timer: null, unbind: () => undefined };
    const onEvent = (event: string, data: unknown) => this.#dispatch(name, entry, event, data);
    channel.bind_global(onEvent);
    entry.unbind = () => channel.unbind_global(onEvent);
    this.#entries.set(name, entry);
    return entry;
  }

  #dispatch(name: string, entry: Entry, event: string, data: unknown): void {
    if (event === 'pusher:subscription_succeeded') {
      entry.attempt = 0;
      for (const user of [...entry.users]) user.onSubscribed?.();
    } else if (event === 'pusher:subscription_error') {
      void this.#onError(name, entry, statusOf(data));
    } else {
      for (const user of [...entry.users]) (user as Record<string, ((data: unknown) => void) | undefined>)[event]?.(data);
    }
  }

  /** pusher-js does not retry a refused subscription: 403 is final, an old token is renewed, the rest is tried again. */
  async #onError(name: string, entry: Entry, status: number): Promise<void> {
    if (status === 403) {
      for (const user of [...entry.users]) user.onRefused?.(status);
      return;
    }
    if (status === 401 && !(await this.#onUnauthorized().catch(() => true))) return;
    const wait = status === 401 && entry.attempt === 0 ? 0 : backoff(entry.attempt, 1_000, 30_000);
    entry.attempt += 1;
    this.#clearTimer(entry);
    entry.timer = setTimeout(() => {
      entry.timer = null;
      if (this.#entries.get(name) === entry) this.#pusher.subscribe(name);
    }, wait);
  }

  #releaseLater(name: string, entry: Entry): void {
    this.#clearTimer(entry);
    entry.timer = setTimeout(() => this.#release(name, entry), RELEASE_DELAY_MS);
  }

  #release(name: string, entry: Entry): void {
    this.#clearTimer(entry);
    entry.unbind();
    this.#entries.delete(name);
    this.#pusher.unsubscribe(name);
  }

  #clearTimer(entry: Entry): void {
    if (entry.timer !== null) clearTimeout(entry.timer);
    entry.timer = null;
  }
}
