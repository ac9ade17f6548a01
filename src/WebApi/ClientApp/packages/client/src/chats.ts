import type { Api, MessageRange } from './api';
import type { Handlers } from './channels';
import { firstSequence, lastSequence, type PageKind } from './chatLog';
import { delay } from './clock';
import { toApiError, type ApiError } from './errors';
import type { ChatEvents, MessageChanged, TypingEvent } from './events';
import type { CachedChat } from './feedCache';
import { GapDetector } from './gaps';
import { pauseAfter } from './retry';
import { logOf, ownRead, unreadCount } from './state';
import { personal } from './reactions';
import type { Store } from './store';
import type { SyncAnswer } from './types';

interface Driver {
  api: Api;
  store: Store;
  join: (conversationId: string, handlers: Handlers) => () => void;
  requestSync: () => void;
  /** The conversation as it was kept in the browser. */
  kept: (conversationId: string) => Promise<CachedChat | null>;
  /** A conversation is not looked at any more. */
  onClosed: () => void;
  onIncoming: (event: MessageChanged, conversationId: string) => void;
  onTyping: (handlers: 'start' | 'stop', event: TypingEvent) => void;
}

interface OpenChat {
  users: number;
  /** Leaves the channel; null while the page is hidden. */
  leave: (() => void) | null;
}

const PAGE_SIZE = 50;
/** A gap in the numbers is often only disorder on the wire: wait this long for the missing event before asking. */
const GAP_GRACE_MS = 150;

/** The open conversations: their channels, their loaded history and their place in the change feed. */
export class Chats {
  readonly #driver: Driver;
  readonly #open = new Map<string, OpenChat>();
  readonly #cursors = new Map<string, string>();
  readonly #gaps = new Map<string, GapDetector>();
  readonly #loading = new Map<string, Promise<void>>();
  /** Failed loads of the first page in a row. */
  readonly #failures = new Map<string, number>();
  readonly #stopped = new AbortController();
  #isVisible = true;

  constructor(driver: Driver) {
    this.#driver = driver;
  }

  /** The conversation that was opened last, while the page is visible; `/sync` asks for this one. */
  get current(): string | null {
    return this.#isVisible ? ([...this.#open.keys()].at(-1) ?? null) : null;
  }

  /** Open, but nobody sees it: the page is hidden. */
  isHidden(conversationId: string): boolean {
    return !this.#isVisible && this.#open.has(conversationId);
  }

  cursorOf(conversationId: string): string | null {
    return this.#cursors.get(conversationId) ?? null;
  }

  /** Keeps the conversation up to date until the result is called. */
  open(conversationId: string): () => void {
    const known = this.#open.get(conversationId);
    if (known !== undefined) known.users += 1;
    else this.#open.set(conversationId, { users: 1, leave: this.#isVisible ? this.#join(conversationId) : null });
    if (logOf(this.#driver.store.getSnapshot(), conversationId).status === 'ready') this.#driver.requestSync();
    else void this.#start(conversationId).catch(() => undefined);
    return () => this.#close(conversationId);
  }

  /**
   * Nobody looks at a hidden page: its conversations are left, so that the server sends notifications again. When it is
   * shown, they are joined and what was missed is asked for.
   */
  setVisible(isVisible: boolean): void {
    if (this.#isVisible === isVisible) return;
    this.#isVisible = isVisible;
    for (const [id, chat] of this.#open) {
      chat.leave?.();
      chat.leave = isVisible ? this.#join(id) : null;
    }
    if (this.#open.size === 0) return;
    if (isVisible) this.#driver.requestSync();
    else this.#driver.onClosed();
  }

  /** Loads a page; a second call for the same page while the first is under way gets the same promise. */
  load(conversationId: string, kind: PageKind, around?: number): Promise<void> {
    const key = `${conversationId} ${kind} ${around ?? ''}`;
    const known = this.#loading.get(key);
    if (known !== undefined) return known;
    const started = this.#load(conversationId, kind, around).finally(() => this.#loading.delete(key));
    this.#loading.set(key, started);
    return started;
  }

  /** A read cursor moved; who may not see whose learns only that the conversation has a new revision. */
  onRead(event: ChatEvents['message-read']): void {
    const { conversationId } = event;
    if (!('hidden' in event)) this.#driver.store.dispatch({ type: 'reads', conversationId, cursors: [event] });
    if (this.#open.has(conversationId)) this.#see(conversationId, event.revision);
  }

  /** Takes the answer of a sync about one conversation. */
  apply(chat: NonNullable<SyncAnswer['conversation']>, mark: number): void {
    const { store } = this.#driver;
    store.dispatch({ type: 'people', people: chat.authors });
    if (chat.messages.length > 0) store.dispatch({ type: 'messages', conversationId: chat.id, messages: chat.messages });
    if (chat.members.length > 0) store.dispatch({ type: 'reads', conversationId: chat.id, cursors: chat.members });
    this.#cursors.set(chat.id, chat.cursor);
    if (!chat.hasMore) this.#caughtUp(chat.id, mark, chat.messages.map((message) => message.revision));
  }

  /** A sync found nothing new in the conversation. */
  unchanged(conversationId: string, mark: number): void {
    this.#caughtUp(conversationId, mark, []);
  }

  mark(conversationId: string | null): number {
    return conversationId === null ? 0 : this.#gapsOf(conversationId).mark();
  }

  /** The cursor was refused: start again from the newest page. */
  reset(conversationId: string): void {
    this.#cursors.delete(conversationId);
    this.#gaps.delete(conversationId);
    this.#driver.store.dispatch({ type: 'log-dropped', conversationId });
    if (this.#open.has(conversationId)) void this.load(conversationId, 'newest').catch(() => undefined);
  }

  /** The conversation is not mine any more: `/sync` is not asked for it again. */
  forget(conversationId: string): void {
    this.#cursors.delete(conversationId);
  }

  close(): void {
    this.#stopped.abort();
    for (const chat of this.#open.values()) chat.leave?.();
    this.#open.clear();
  }

  /** Shows the conversation as it was kept in the browser; the next sync asks for what has changed since. */
  async #start(conversationId: string): Promise<void> {
    const kept = await this.#driver.kept(conversationId);
    const { store } = this.#driver;
    const isNew = !this.#cursors.has(conversationId) && logOf(store.getSnapshot(), conversationId).status !== 'ready';
    if (kept !== null && isNew && !this.#stopped.signal.aborted) {
      this.#cursors.set(conversationId, kept.cursor);
      store.dispatch({ type: 'people', people: kept.people });
      store.dispatch({ type: 'page', conversationId, kind: 'newest', messages: kept.messages, older: kept.hasOlder, newer: false });
      store.dispatch({ type: 'reads', conversationId, cursors: kept.reads });
    }
    if (logOf(store.getSnapshot(), conversationId).status === 'ready') this.#driver.requestSync();
    else await this.#loadFirst(conversationId);
  }

  /** The page where reading stopped, when the newest one does not reach back so far. */
  #loadFirst(conversationId: string): Promise<void> {
    const state = this.#driver.store.getSnapshot();
    const row = state.conversations[conversationId];
    if (row === undefined || unreadCount(state, row) === 0) return this.load(conversationId, 'newest');
    const read = ownRead(state, row);
    return (row.lastMessage?.sequence ?? 0) - read < PAGE_SIZE ? this.load(conversationId, 'newest') : this.load(conversationId, 'around', read + 1);
  }

  async #load(conversationId: string, kind: PageKind, around?: number): Promise<void> {
    const { api, store } = this.#driver;
    const log = logOf(store.getSnapshot(), conversationId);
    if (log.status === 'error') store.dispatch({ type: 'log', conversationId, status: 'loading' });
    try {
      const page = await api.messages(conversationId, { ...rangeOf(kind, log, around), limit: PAGE_SIZE });
      // An older cursor only brings more again; a newer one could skip changes of what is already loaded.
      if (!this.#cursors.has(conversationId)) this.#cursors.set(conversationId, page.syncCursor);
      store.dispatch({ type: 'people', people: page.authors });
      store.dispatch({ type: 'page', conversationId, kind, messages: page.items, older: page.hasOlder, newer: page.hasNewer });
    } catch (error) {
      if (log.status !== 'ready') this.#onFirstPageFailed(conversationId, toApiError(error));
      throw toApiError(error);
    }
    this.#failures.delete(conversationId);
  }

  /** Without a first page there is nothing to show: it is asked for until it comes, while somebody waits for it. */
  #onFirstPageFailed(conversationId: string, error: ApiError): void {
    this.#driver.store.dispatch({ type: 'log', conversationId, status: 'error' });
    if (error.isRefusal || error.status === 401) return;
    const failures = this.#failures.get(conversationId) ?? 0;
    this.#failures.set(conversationId, failures + 1);
    void delay(pauseAfter(failures, error.retryAfterMs), this.#stopped.signal).then(() => {
      const isWanted = this.#open.has(conversationId) && logOf(this.#driver.store.getSnapshot(), conversationId).status === 'error';
      if (isWanted && !this.#stopped.signal.aborted) void this.#loadFirst(conversationId).catch(() => undefined);
    });
  }

  #handlers(conversationId: string): Handlers {
    const onMessage = (event: MessageChanged) => void this.#onMessage(conversationId, event);
    return {
      onSubscribed: () => this.#driver.requestSync(),
      'new-message': (event) => {
        onMessage(event);
        this.#driver.onIncoming(event, conversationId);
      },
      'message-updated': onMessage,
      'message-deleted': onMessage,
      'message-read': (event) => this.onRead(event),
      'typing-start': (event) => this.#driver.onTyping('start', event),
      'typing-stop': (event) => this.#driver.onTyping('stop', event),
    };
  }

  async #onMessage(conversationId: string, event: MessageChanged): Promise<void> {
    // A fetched message is seen only once it is here: a fetch that fails leaves a gap, and the gap asks again.
    const message = 'message' in event ? event.message : await this.#driver.api.message(conversationId, event.messageId).catch(() => null);
    if (message === null) { this.#driver.requestSync(); return; }
    const { store } = this.#driver;
    store.dispatch({ type: 'messages', conversationId, messages: [personal(message, store.getSnapshot().me.id, event.reacted, event.revision)] });
    // Reactions that were gathered have one revision each.
    for (let back = (event.reacted?.length ?? 1) - 1; back >= 0; back -= 1) this.#see(conversationId, event.revision - back);
  }

  #see(conversationId: string, revision: number): void {
    const gaps = this.#gapsOf(conversationId);
    if (!gaps.see(revision)) return;
    setTimeout(() => {
      if (gaps.hasGap && this.#open.has(conversationId)) this.#driver.requestSync();
    }, GAP_GRACE_MS);
  }

  #caughtUp(conversationId: string, mark: number, revisions: number[]): void {
    this.#gapsOf(conversationId).synced(mark, Math.max(0, ...revisions));
    this.#driver.store.dispatch({ type: 'caught-up', conversationId });
  }

  #gapsOf(conversationId: string): GapDetector {
    const known = this.#gaps.get(conversationId) ?? new GapDetector();
    this.#gaps.set(conversationId, known);
    return known;
  }

  #close(conversationId: string): void {
    const chat = this.#open.get(conversationId);
    if (chat === undefined) return;
    chat.users -= 1;
    if (chat.users > 0) return;
    this.#open.delete(conversationId);
    chat.leave?.();
    this.#driver.onClosed();
  }

  #join(conversationId: string): () => void {
    return this.#driver.join(conversationId, this.#handlers(conversationId));
  }
}

function rangeOf(kind: PageKind, log: Parameters<typeof firstSequence>[0], around = 1): MessageRange {
  if (kind === 'older') return { before: firstSequence(log) };
  if (kind === 'newer') return { after: lastSequence(log) };
  return kind === 'around' ? { around } : {};
}
