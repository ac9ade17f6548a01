import { type ApiError, toApiError } from './errors';

/** One page of hits. */
export interface SearchPage<T> {
  items: readonly T[];
  nextCursor: string | null;
}

export interface SearchView<T> {
  /** The words that are wanted, without spaces around them. */
  query: string;
  /** The hits of the last answer: they stay until the next one is here. */
  items: readonly T[];
  /** The hits are those of `query`. */
  isDone: boolean;
  /** There are more hits than these; also after a failure, to try again. */
  hasMore: boolean;
  error: ApiError | null;
}

type Ask<T> = (query: string, cursor: string | null, signal: AbortSignal) => Promise<SearchPage<T>>;

/** So long after the last key the server is asked. */
const PAUSE_MS = 200;

/** One search field: asks a moment after the last key, forgets what is no longer wanted, and pages. */
export class Search<T> {
  readonly #ask: Ask<T>;
  readonly #listeners = new Set<() => void>();
  #view: SearchView<T> = nothing();
  #cursor: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking: AbortController | null = null;

  constructor(ask: Ask<T>) {
    this.#ask = ask;
  }

  getSnapshot = (): SearchView<T> => this.#view;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Takes the text that stands in the field now. */
  set(text: string): void {
    const query = text.trim();
    if (query === this.#view.query) return;
    this.#cancel();
    this.#show(query === '' ? nothing() : { ...this.#view, query, isDone: false, hasMore: false, error: null });
    if (query !== '') this.#timer = setTimeout(() => void this.#load(null), PAUSE_MS);
  }

  /** The next page, or the one that failed once more. */
  more = (): void => {
    if (this.#view.hasMore && this.#asking === null) void this.#load(this.#cursor);
  };

  stop(): void {
    this.set('');
  }

  async #load(cursor: string | null): Promise<void> {
    const asking = new AbortController();
    this.#asking = asking;
    const { query } = this.#view;
    const before = cursor === null ? [] : this.#view.items;
    try {
      const page = await this.#ask(query, cursor, asking.signal);
      if (asking.signal.aborted) return;
      this.#asking = null;
      this.#cursor = page.nextCursor;
      this.#show({ query, items: [...before, ...page.items], isDone: true, hasMore: page.nextCursor !== null, error: null });
    } catch (error) {
      if (asking.signal.aborted) return;
      this.#asking = null;
      this.#cursor = cursor;
      this.#show({ query, items: before, isDone: true, hasMore: true, error: toApiError(error) });
    }
  }

  #cancel(): void {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.#asking = null;
    this.#cursor = null;
  }

  #show(view: SearchView<T>): void {
    this.#view = view;
    for (const listener of [...this.#listeners]) listener();
  }
}

function nothing<T>(): SearchView<T> {
  return { query: '', items: [], isDone: false, hasMore: false, error: null };
}
