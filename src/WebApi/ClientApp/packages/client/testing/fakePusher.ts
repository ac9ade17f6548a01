type Global = (event: string, data: unknown) => void;

/** As much of a pusher-js channel as the client uses. */
export class FakeChannel {
  subscribed = false;
  readonly #handlers = new Set<Global>();

  get handlerCount(): number {
    return this.#handlers.size;
  }

  bind_global(handler: Global): void {
    this.#handlers.add(handler);
  }

  unbind_global(handler: Global): void {
    this.#handlers.delete(handler);
  }

  emit(event: string, data: unknown): void {
    for (const handler of [...this.#handlers]) handler(event, data);
  }

  succeed(): void {
    this.subscribed = true;
    this.emit('pusher:subscription_succeeded', {});
  }
}

/** pusher-js without a network: tests say what the server does. */
export class FakePusher {
  readonly subscribed: string[] = [];
  readonly unsubscribed: string[] = [];
  readonly #channels = new Map<string, FakeChannel>();

  subscribe(name: string): FakeChannel {
    this.subscribed.push(name);
    return this.channel(name);
  }

  unsubscribe(name: string): void {
    this.unsubscribed.push(name);
  }

  channel(name: string): FakeChannel {
    const known = this.#channels.get(name) ?? new FakeChannel();
    this.#channels.set(name, known);
    return known;
  }
}
