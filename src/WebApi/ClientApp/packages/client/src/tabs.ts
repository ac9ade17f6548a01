import { defaultHost, type Host } from './host';
import { holdLock } from './locks';
import type { NotificationCandidate, TabView } from './notifyDecision';
import type { Conversation } from './types';

export type TabMessage =
  | { type: 'hello' }
  | { type: 'view'; view: TabView }
  | { type: 'bye'; tabId: string }
  | { type: 'rows'; rows: Conversation[] }
  | { type: 'notify'; candidate: NotificationCandidate }
  | { type: 'read'; conversationId: string };

/** The tabs of one user in this browser: one of them, the leader, polls with a long wait, notifies and makes sounds. */
export class Tabs {
  readonly tabId = crypto.getRandomValues(new Uint32Array(2)).join('-');
  /** Null where there is only one tab at most, such as in React Native. */
  readonly #channel: BroadcastChannel | null;
  readonly #host: Host;
  readonly #views = new Map<string, TabView>();
  readonly #onMessage: (message: TabMessage) => void;
  readonly #release: () => void;
  readonly #stopped = new AbortController();
  #conversationId: string | null = null;
  #atEnd = true;
  #isLeader = false;

  constructor(userId: string, onMessage: (message: TabMessage) => void, onLeader: () => void, host: Host = defaultHost) {
    this.#host = host;
    this.#onMessage = onMessage;
    this.#channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel(`messaging.tabs.${userId}`) : null;
    if (this.#channel !== null) this.#channel.onmessage = (event: MessageEvent<TabMessage>) => this.#receive(event.data);
    for (const event of ['focus', 'visibility', 'resume'] as const) host.on(event, this.#publish, this.#stopped.signal);
    host.on('leave', () => this.send({ type: 'bye', tabId: this.tabId }), this.#stopped.signal);
    this.#release = holdLock(`messaging.leader.${userId}`, () => {
      if (this.#stopped.signal.aborted) return;
      this.#isLeader = true;
      onLeader();
    });
    this.send({ type: 'hello' });
    this.#publish();
  }

  get isLeader(): boolean {
    return this.#isLeader;
  }

  get own(): TabView {
    return {
      tabId: this.tabId,
      visible: this.#host.isVisible(),
      focused: this.#host.hasFocus(),
      conversationId: this.#conversationId,
      atEnd: this.#atEnd,
    };
  }

  /** This tab and all others. */
  get views(): TabView[] {
    return [this.own, ...this.#views.values()];
  }

  show(conversationId: string | null, atEnd: boolean): void {
    if (this.#conversationId === conversationId && this.#atEnd === atEnd) return;
    this.#conversationId = conversationId;
    this.#atEnd = atEnd;
    this.#publish();
  }

  send(message: TabMessage): void {
    // React cleans up parents first: an open chat still reports that it closes, and a closed channel would throw.
    if (!this.#stopped.signal.aborted) this.#channel?.postMessage(message);
  }

  stop(): void {
    this.send({ type: 'bye', tabId: this.tabId });
    this.#stopped.abort();
    this.#release();
    this.#isLeader = false;
    this.#channel?.close();
  }

  #publish = (): void => this.send({ type: 'view', view: this.own });

  #receive(message: TabMessage): void {
    if (message.type === 'hello') this.#publish();
    else if (message.type === 'view') this.#views.set(message.view.tabId, message.view);
    else if (message.type === 'bye') this.#views.delete(message.tabId);
    else this.#onMessage(message);
  }
}
