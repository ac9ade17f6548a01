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
  readonly #channel: BroadcastChannel;
  readonly #views = new Map<string, TabView>();
  readonly #onMessage: (message: TabMessage) => void;
  readonly #release: () => void;
  readonly #stopped = new AbortController();
  #conversationId: string | null = null;
  #atEnd = true;
  #isLeader = false;

  constructor(userId: string, onMessage: (message: TabMessage) => void, onLeader: () => void) {
    this.#onMessage = onMessage;
    this.#channel = new BroadcastChannel(`messaging.tabs.${userId}`);
    this.#channel.onmessage = (event: MessageEvent<TabMessage>) => this.#receive(event.data);
    const options = { signal: this.#stopped.signal };
    for (const name of ['focus', 'blur', 'pageshow']) window.addEventListener(name, this.#publish, options);
    document.addEventListener('visibilitychange', this.#publish, options);
    window.addEventListener('pagehide', () => this.send({ type: 'bye', tabId: this.tabId }), options);
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
      visible: !document.hidden,
      focused: document.hasFocus(),
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
    if (!this.#stopped.signal.aborted) this.#channel.postMessage(message);
  }

  stop(): void {
    this.send({ type: 'bye', tabId: this.tabId });
    this.#stopped.abort();
    this.#release();
    this.#isLeader = false;
    this.#channel.close();
  }

  #publish = (): void => this.send({ type: 'view', view: this.own });

  #receive(message: TabMessage): void {
    if (message.type === 'hello') this.#publish();
    else if (message.type === 'view') this.#views.set(message.view.tabId, message.view);
    else if (message.type === 'bye') this.#views.delete(message.tabId);
    else this.#onMessage(message);
  }
}
