import type { Api } from './api';
import { backoff } from './clock';
import { toApiError } from './errors';
import type { TruncatedConversation } from './events';
import type { CachedFeed } from './feedCache';
import { patiently } from './retry';
import type { Store } from './store';
import type { Conversation, ConversationFilter, ConversationPage, MemberRole } from './types';
import { uuidv7 } from './uuid';

/** Rows that come one after the other are counted together. */
const COUNT_MS = 1_000;

/** Of the pages after the first, which is short so that it is soon there. */
const PAGE_SIZE = 100;

interface ListState {
  nextCursor: string | null;
  loaded: boolean;
  pending: Promise<void> | null;
}

/** The list of conversations: its pages, and what the user does to its rows. */
export class Conversations {
  readonly #api: Api;
  readonly #store: Store;
  readonly #onSyncCursor: (cursor: string) => void;
  readonly #lists: Record<ConversationFilter, ListState> = { all: newList(), unread: newList(), archived: newList() };
  #retry: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  /** The group that was asked for and may have been created. */
  #newGroup: { key: string; id: string } | null = null;
  #counting: ReturnType<typeof setTimeout> | undefined;

  constructor(api: Api, store: Store, onSyncCursor: (cursor: string) => void) {
    this.#api = api;
    this.#store = store;
    this.#onSyncCursor = onSyncCursor;
  }

  hasMore(filter: ConversationFilter): boolean {
    return this.#store.getSnapshot().hasMore[filter];
  }

  /** Forgets every row: nothing that is known holds. The list is loaded again from its beginning. */
  drop(): void {
    for (const list of Object.values(this.#lists)) list.nextCursor = null;
    this.#store.dispatch({ type: 'rows-dropped' });
  }

  /** The rows were kept in the browser: the rest of the list is asked for when somebody looks for it. */
  restore({ rows, isComplete }: CachedFeed): void {
    this.#store.dispatch({ type: 'rows', rows, page: { filter: 'all', hasMore: !isComplete } });
    this.#store.dispatch({ type: 'list', status: 'ready' });
    this.count();
  }

  /** Asks, a moment later, how many messages are unread in conversations that are not loaded. */
  count(): void {
    if (!this.hasMore('all')) return;
    this.#counting ??= setTimeout(() => void this.#count(), COUNT_MS);
  }

  /** Conversations that the words find, also those that are not loaded. The rows do not go into the list by that. */
  search(query: string, filter: ConversationFilter = 'all', cursor: string | null = null, signal?: AbortSignal): Promise<ConversationPage> {
    return this.#api.searchConversations(query, filter, cursor, signal);
  }

  /** Takes a row that a search has found into the list, so that it opens at once. */
  keep(row: Conversation): void {
    this.#put(row);
  }

  /** The first page, tried until it is there. */
  async start(): Promise<void> {
    clearTimeout(this.#retry);
    try {
      await this.loadMore('all');
      this.#store.dispatch({ type: 'list', status: 'ready' });
    } catch (error) {
      this.#store.dispatch({ type: 'list', status: 'error', error: toApiError(error) });
      this.#attempt += 1;
      this.#retry = setTimeout(() => void this.start(), backoff(this.#attempt, 1_000, 30_000));
    }
  }

  stop(): void {
    clearTimeout(this.#retry);
    clearTimeout(this.#counting);
  }

  loadMore(filter: ConversationFilter): Promise<void> {
    const list = this.#lists[filter];
    if (!this.hasMore(filter)) return Promise.resolve();
    list.pending ??= this.#load(filter, list).finally(() => {
      list.pending = null;
    });
    return list.pending;
  }

  async openDirect(userId: string): Promise<Conversation> {
    return this.#put(await this.#api.openDirect(userId));
  }

  /** Repeats the request while the server cannot be reached. It is the same group, also when the user asks for it again after a failure. */
  async openGroup(title: string, memberIds: string[]): Promise<Conversation> {
    const key = JSON.stringify([title, memberIds]);
    if (this.#newGroup?.key !== key) this.#newGroup = { key, id: uuidv7() };
    const { id } = this.#newGroup;
    const row = await patiently(() => this.#api.openGroup(title, memberIds, id));
    this.#newGroup = null;
    return this.#put(row);
  }

  /** A row that is not in the list yet: a deep link, or an event that named a new conversation. */
  async fetch(conversationId: string): Promise<Conversation> {
    return this.#put(await this.#api.conversation(conversationId));
  }

  /** The whole row of an event that does not carry it: from the members of the known row, or from the server. */
  async complete({ conversationId, row }: TruncatedConversation): Promise<Conversation> {
    const known = this.#store.getSnapshot().conversations[conversationId];
    if (row === undefined || known?.membersTag !== row.membersTag) return this.#api.conversation(conversationId);
    const { me } = this.#store.getSnapshot();
    const members = known.members.map((member) => (member.userId === me.id ? { ...member, lastReadSequence: row.lastReadSequence } : member));
    return { ...row, members };
  }

  async mute(conversationId: string, until: string | null): Promise<void> {
    this.#put(await patiently(() => this.#api.setFlags(conversationId, { mutedUntil: until })));
  }

  async archive(conversationId: string, archived: boolean): Promise<void> {
    this.#put(await patiently(() => this.#api.setFlags(conversationId, { archived })));
  }

  /** Stops everything between me and a user; the row of our conversation says so. */
  async block(userId: string): Promise<void> {
    await patiently(() => this.#api.block(userId));
    await this.#refreshDirect(userId);
  }

  async unblock(userId: string): Promise<void> {
    await patiently(() => this.#api.unblock(userId));
    await this.#refreshDirect(userId);
  }

  async rename(conversationId: string, title: string): Promise<void> {
    this.#put(await patiently(() => this.#api.renameGroup(conversationId, title)));
  }

  async addMembers(conversationId: string, userIds: string[]): Promise<void> {
    this.#put(await this.#api.addMembers(conversationId, userIds));
  }

  /** Takes somebody out of a group, or oneself. The answer is empty: the row is asked for, unless it is no longer mine. */
  async removeMember(conversationId: string, userId: string): Promise<void> {
    await this.#api.removeMember(conversationId, userId);
    await this.fetch(conversationId);
  }

  async changeRole(conversationId: string, userId: string, role: MemberRole): Promise<void> {
    this.#put(await this.#api.changeRole(conversationId, userId, role));
  }

  /** The answer to a block is empty. Where the row cannot be asked for now, its event or the next sync brings it. */
  async #refreshDirect(userId: string): Promise<void> {
    const rows = Object.values(this.#store.getSnapshot().conversations);
    const row = rows.find(({ kind, members }) => kind === 'direct' && members.some((member) => member.userId === userId));
    if (row !== undefined) await this.fetch(row.id).catch(() => undefined);
  }

  async #load(filter: ConversationFilter, list: ListState): Promise<void> {
    const page = await this.#api.conversations(filter, list.nextCursor, list.nextCursor === null ? undefined : PAGE_SIZE);
    if (filter === 'all' && !list.loaded) this.#onSyncCursor(page.syncCursor);
    list.loaded = true;
    list.nextCursor = page.nextCursor;
    this.#store.dispatch({
      type: 'rows', rows: page.items, unreadTotal: page.unreadTotal, page: { filter, hasMore: page.nextCursor !== null },
    });
  }

  async #count(): Promise<void> {
    const { conversations } = this.#store.getSnapshot();
    // Its one row stays out: it would stand in the list without those above it.
    const page = await this.#api.conversations('unread', null, 1).catch(() => null);
    this.#counting = undefined;
    if (page === null) return;
    this.#store.dispatch({ type: 'rows', rows: [], unreadTotal: page.unreadTotal });
    // A row that changed in between may be in the total or not.
    if (this.#store.getSnapshot().conversations !== conversations) this.count();
  }

  #put(row: Conversation): Conversation {
    this.#store.dispatch({ type: 'rows', rows: [row] });
    return row;
  }
}

function newList(): ListState {
  return { nextCursor: null, loaded: false, pending: null };
}
