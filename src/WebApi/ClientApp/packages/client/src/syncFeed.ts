import type { Api, SyncQuery } from './api';
import type { Chats } from './chats';
import { lastSequence } from './chatLog';
import { ApiError } from './errors';
import { GapDetector } from './gaps';
import type { RequestOptions } from './http';
import { needsPolling, type MachineEvent } from './machine';
import { logOf } from './state';
import type { Store } from './store';
import { SyncLoop } from './syncLoop';
import type { Config, Conversation, SyncAnswer, TypingUser } from './types';

interface Driver {
  api: Api;
  store: Store;
  config: Config['sync'];
  chats: Chats;
  send: (event: MachineEvent) => void;
  isLeader: () => boolean;
  isVisible: () => boolean;
  onTyping: (conversationId: string, typists: readonly TypingUser[]) => void;
  /** The server knows the cursor no more: nothing that came before it holds. */
  onLost: () => void;
  /** The leader polled these rows: the other tabs want them too. */
  onRows: (rows: Conversation[]) => void;
  /** A row that came by polling, where the server cannot send a notification. */
  onPolledRow: (row: Conversation) => void;
}

interface Mark {
  user: number;
  chat: number;
}

const GAP_GRACE_MS = 150;
const ROW_GRACE_MS = 1_000;
const SAFETY_MS = 60_000;
const FAR_BEHIND = 300;

/** The user's place in the change feed: what was missed is asked for, whatever the reason. */
export class SyncFeed {
  readonly #driver: Driver;
  readonly #loop: SyncLoop;
  readonly #gaps = new GapDetector();
  #cursor: string | null = null;
  #pollAfterMs: number;
  #safety: ReturnType<typeof setTimeout> | undefined;
  #waitsForStart: (() => void)[] = [];

  constructor(driver: Driver) {
    this.#driver = driver;
    this.#pollAfterMs = driver.config.pollAfterMs;
    this.#loop = new SyncLoop({
      fetch: (query, options) => this.#fetch(query, options),
      query: () => ({ cursor: this.#cursor, ...this.#chatQuery() }),
      begin: (): Mark => ({ user: this.#gaps.mark(), chat: driver.chats.mark(driver.chats.current) }),
      apply: (answer, query, mark) => this.#apply(answer, query.conversationId ?? null, mark as Mark),
      onSuccess: () => driver.send({ type: 'sync-succeeded' }),
      onFailure: (error) => this.#onFailure(error),
      waitSeconds: () => (driver.isLeader() ? driver.config.waitSeconds : 0),
      pollAfterMs: () => this.#pollAfterMs,
    });
    this.#planSafety();
  }

  /** The place up to which every change of my rows is known; null before the list is here. */
  get cursor(): string | null {
    return this.#cursor === '' ? null : this.#cursor;
  }

  /** The list of conversations is here; everything after its cursor comes from the feed. */
  start(cursor: string): void {
    if (this.#cursor !== null) return;
    this.#cursor = cursor;
    for (const resume of this.#waitsForStart.splice(0)) resume();
    this.refreshPolling();
  }

  /** Resolves when everything that had happened before the call is known. */
  async request(): Promise<void> {
    if (this.#cursor === null) await new Promise<void>((resolve) => this.#waitsForStart.push(resolve));
    return this.#loop.request();
  }

  setPolling(on: boolean): void {
    // A hidden tab that does not lead gets its rows from the leader and asks for the rest when it is looked at.
    const isMine = this.#driver.isLeader() || this.#driver.isVisible();
    this.#loop.setPolling(on && isMine && this.#cursor !== null);
  }

  refreshPolling(): void {
    this.setPolling(needsPolling(this.#driver.store.getSnapshot().connection));
  }

  /** The open conversation was left: the poll that waits for it tells the server that somebody looks at it. */
  onChatClosed(): void {
    this.#loop.restart();
  }

  stop(): void {
    clearTimeout(this.#safety);
    this.#loop.stop();
  }

  /** Notes an event of my own channel; asks when one before it is missing. */
  see(revision: number, row: Conversation): void {
    if (this.#gaps.see(revision)) {
      setTimeout(() => {
        if (this.#gaps.hasGap) void this.request();
      }, GAP_GRACE_MS);
    }
    this.noteRow(row);
  }

  /** A row that is ahead of the open conversation means that the chat channel said nothing of a message. */
  noteRow(row: Conversation): void {
    if (!this.#isBehind(row)) return;
    setTimeout(() => {
      if (this.#isBehind(row)) void this.request();
    }, ROW_GRACE_MS);
  }

  #isBehind(row: Conversation): boolean {
    const log = logOf(this.#driver.store.getSnapshot(), row.id);
    const isOpen = this.#driver.chats.current === row.id && log.status === 'ready' && !log.hasNewer;
    return isOpen && (row.lastMessage?.sequence ?? 0) > lastSequence(log);
  }

  /** After a long absence the newest page is nearer than everything since. */
  #isFarBehind(id: string): boolean {
    const state = this.#driver.store.getSnapshot();
    return (state.conversations[id]?.lastMessage?.sequence ?? 0) - lastSequence(logOf(state, id)) > FAR_BEHIND;
  }

  async #fetch(query: SyncQuery, options: RequestOptions): ReturnType<Api['sync']> {
    const { api, chats } = this.#driver;
    try {
      return await api.sync(query, options);
    } catch (error) {
      // The conversation is not mine (any more): the rows say the rest.
      const { conversationId = null, ...rest } = query;
      if (!(error instanceof ApiError) || error.status !== 404 || conversationId === null) throw error;
      chats.forget(conversationId);
      return api.sync({ ...rest, conversationCursor: null }, { ...options, headers: {} });
    }
  }

  #chatQuery(): { conversationId: string | null; conversationCursor: string | null } {
    const conversationId = this.#driver.chats.current;
    const conversationCursor = conversationId === null ? null : this.#driver.chats.cursorOf(conversationId);
    // Without a cursor the answer would be a page that the chat is loading anyway.
    return conversationCursor === null ? { conversationId: null, conversationCursor } : { conversationId, conversationCursor };
  }

  #apply(answer: SyncAnswer | null, conversationId: string | null, mark: Mark): void {
    const { chats, store } = this.#driver;
    if (answer === null) {
      this.#gaps.synced(mark.user, 0);
      if (conversationId !== null) chats.unchanged(conversationId, mark.chat);
      return;
    }
    this.#applyRows(answer, mark);
    store.dispatch({ type: 'presence', items: answer.presence });
    if (answer.conversation !== null) {
      chats.apply(answer.conversation, mark.chat);
      if (answer.conversation.hasMore && this.#isFarBehind(answer.conversation.id)) chats.reset(answer.conversation.id);
      this.#driver.onTyping(answer.conversation.id, answer.conversation.typing);
    }
    this.#pollAfterMs = answer.pollAfterMs || this.#driver.config.pollAfterMs;
  }

  #applyRows(answer: SyncAnswer, mark: Mark): void {
    const { store } = this.#driver;
    const before = store.getSnapshot().conversations;
    const news = answer.conversations.filter((row) => (before[row.id]?.revision ?? 0) < row.revision);
    store.dispatch({ type: 'rows', rows: answer.conversations });
    this.#cursor = answer.cursor;
    if (!answer.hasMore) this.#gaps.synced(mark.user, Math.max(0, ...answer.conversations.map((row) => row.revision)));
    if (news.length === 0) return;
    if (store.getSnapshot().connection.status !== 'live') for (const row of news) this.#driver.onPolledRow(row);
    if (this.#driver.isLeader()) this.#driver.onRows(news);
    for (const row of news) this.noteRow(row);
  }

  #onFailure(error: ApiError): void {
    const { chats, store } = this.#driver;
    if (error.code === 'invalid_cursor') {
      // From another database, say: without cursors everything is read anew.
      this.#cursor = '';
      this.#driver.onLost();
      for (const id of Object.keys(store.getSnapshot().logs)) chats.reset(id);
    }
    this.#driver.send({ type: 'sync-failed' });
    if (store.getSnapshot().connection.status === 'unauthorized') this.#loop.stop();
  }

  /** While push is healthy, a lost last event leaves no gap to see; a visible tab asks about once a minute. */
  #planSafety(): void {
    this.#safety = setTimeout(() => {
      void this.#safetySync().finally(() => this.#planSafety());
    }, SAFETY_MS * (0.75 + Math.random() / 2));
  }

  async #safetySync(): Promise<void> {
    if (this.#driver.store.getSnapshot().connection.status === 'live' && this.#driver.isVisible()) await this.request();
  }
}
