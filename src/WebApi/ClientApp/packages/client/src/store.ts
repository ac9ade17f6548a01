import { reduce, type Action } from './reducer';
import type { ChatState } from './state';

/** Holds the state and tells its listeners; in the form that React's `useSyncExternalStore` wants. */
export class Store {
  #state: ChatState;
  readonly #listeners = new Set<() => void>();
  readonly #onAction: (action: Action) => void;

  /** @param onAction Hears of every action before it changes the state. */
  constructor(initial: ChatState, onAction: (action: Action) => void = () => undefined) {
    this.#state = initial;
    this.#onAction = onAction;
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  getSnapshot = (): ChatState => this.#state;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  dispatch = (action: Action): void => {
    this.#onAction(action);
    const next = reduce(this.#state, action);
    if (next === this.#state) return;
    this.#state = next;
    for (const listener of [...this.#listeners]) listener();
  };
}
