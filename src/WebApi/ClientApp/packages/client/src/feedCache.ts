import { deleteDB, openDB, type DBSchema, type IDBPDatabase, type IDBPObjectStore, type IDBPTransaction } from 'idb';
import type { ChatLog } from './chatLog';
import { byActivity } from './conversationLists';
import type { ChatState } from './state';
import type { Conversation, Message, Person, ReadCursor } from './types';

/** How much is kept in the browser. */
export interface OfflineOptions {
  /** The latest conversations; 100 without it. */
  conversations?: number;
  /** The newest messages of each; 200 without it. */
  messages?: number;
}

/** The part of a conversation's history up to its newest message, as of `cursor`. */
export interface CachedChat {
  id: string;
  cursor: string;
  messages: readonly Message[];
  hasOlder: boolean;
  reads: readonly ReadCursor[];
  /** The users whom the messages name. */
  people: readonly Person[];
}

export interface CachedFeed {
  cursor: string;
  rows: readonly Conversation[];
  /** The server has no further rows. */
  isComplete: boolean;
}

/** The places in the change feed that belong to a state. */
export interface FeedCursors {
  user: string | null;
  chat: (conversationId: string) => string | null;
  /** Every row of the list is in the state. */
  isComplete: boolean;
}

interface Schema extends DBSchema {
  feed: { key: string; value: { cursor: string; isComplete: boolean } };
  rows: { key: string; value: Conversation };
  chats: { key: string; value: CachedChat };
}

interface Changes {
  list: Omit<CachedFeed, 'rows'>;
  rows: readonly Conversation[];
  chats: readonly CachedChat[];
  /** No longer among the latest. */
  dropped: readonly string[];
  left: readonly string[];
}

type Stores = ('feed' | 'rows' | 'chats')[];

const VERSION = 1;
const STORES: Stores = ['feed', 'rows', 'chats'];
const LIST = 'list';

/**
 * The list and the opened conversations of one user, kept in IndexedDB with their cursors, so that a start shows them at
 * once and asks only for what changed since. Each save is one transaction: after a crash the last whole one is there. A
 * browser that cannot store, or has no room, keeps what it has and goes on without.
 */
export class FeedCache {
  readonly #name: string;
  readonly #most: Required<OfflineOptions>;
  #savedList: Changes['list'] | null = null;
  readonly #savedRows = new Map<string, Conversation>();
  readonly #savedLogs = new Map<string, { log: ChatLog; cursor: string }>();
  #db: Promise<IDBPDatabase<Schema> | null> | null = null;
  #saving: Promise<void> = Promise.resolve();
  #isOver = false;

  /** @param name Of the database: another one for each server and user. */
  constructor(name: string, { conversations = 100, messages = 200 }: OfflineOptions = {}) {
    this.#name = name;
    this.#most = { conversations, messages };
  }

  /** The list as it was kept; null when there is none. */
  async load(): Promise<CachedFeed | null> {
    try {
      const transaction = (await this.#open())?.transaction(['feed', 'rows']);
      if (transaction === undefined) return null;
      const [list, rows] = await Promise.all([transaction.objectStore('feed').get(LIST), transaction.objectStore('rows').getAll()]);
      if (list === undefined) return null;
      for (const row of rows) this.#savedRows.set(row.id, row);
      return { ...list, rows };
    } catch {
      return null;
    }
  }

  /** One conversation as it was kept; null when it is not. */
  async chat(id: string): Promise<CachedChat | null> {
    try {
      return await (await this.#open())?.get('chats', id) ?? null;
    } catch {
      return null;
    }
  }

  /** Keeps what has changed since the last call. The state and its cursors belong to the same moment. */
  save(state: ChatState, cursors: FeedCursors): Promise<void> {
    const { user } = cursors;
    if (user === null || this.#isOver) return this.#saving;
    const kept = latest(state.lists, this.#most.conversations);
    const rows = kept.filter((row) => this.#savedRows.get(row.id) !== row);
    const keptIds = new Set(kept.map((row) => row.id));
    const dropped = [...this.#savedRows.keys()].filter((id) => !keptIds.has(id));
    const chats = kept.flatMap(({ id, left }) => (left ? [] : this.#changed(state, id, cursors.chat(id))));
    // The messages of a group that the user has left go; its row stays, so that another tab does not bring an old one back.
    const left = rows.filter((row) => row.left).map((row) => row.id);
    const isComplete = cursors.isComplete && kept.length === lengthOf(state.lists);
    const isSame = this.#savedList?.cursor === user && this.#savedList.isComplete === isComplete;
    if (isSame && rows.length + chats.length + dropped.length === 0) return this.#saving;
    this.#saving = this.#saving.then(() => this.#write({ list: { cursor: user, isComplete }, rows, chats, dropped, left }));
    return this.#saving;
  }

  /** Removes everything, for good. */
  async wipe(): Promise<void> {
    this.#isOver = true;
    await this.#saving;
    (await this.#db)?.close();
    this.#db = null;
    await deleteDB(this.#name).catch(() => undefined);
  }

  /** Ends the use; what is kept stays. */
  async close(): Promise<void> {
    await this.#saving;
    this.#isOver = true;
    (await this.#db)?.close();
    this.#db = null;
  }

  #open(): Promise<IDBPDatabase<Schema> | null> {
    if (this.#isOver || !('indexedDB' in globalThis)) return Promise.resolve(null);
    this.#db ??= openDB<Schema>(this.#name, VERSION, {
      upgrade: (db) => {
        db.createObjectStore('feed');
        db.createObjectStore('rows', { keyPath: 'id' });
        db.createObjectStore('chats', { keyPath: 'id' });
      },
      // Another tab signs out, or has a newer release of this code.
      blocking: () => void this.close(),
    }).catch(() => null);
    return this.#db;
  }

  #changed(state: ChatState, id: string, cursor: string | null): CachedChat[] {
    const log = state.logs[id];
    if (log?.status !== 'ready' || log.hasNewer || cursor === null) return [];
    const saved = this.#savedLogs.get(id);
    if (saved?.log === log && saved.cursor === cursor) return [];
    this.#savedLogs.set(id, { log, cursor });
    const messages = log.items.slice(-this.#most.messages);
    const named = new Set(messages.flatMap((message) => [message.senderId, ...(message.change?.userIds ?? [])]));
    return [{
      id, cursor, messages,
      hasOlder: log.hasOlder || messages.length < log.items.length,
      reads: Object.entries(state.reads[id] ?? {}).map(([userId, lastReadSequence]) => ({ userId, lastReadSequence })),
      people: Object.values(state.people).filter((person) => named.has(person.userId)),
    }];
  }

  async #write({ list, rows, chats, dropped, left }: Changes): Promise<void> {
    try {
      const db = await this.#open();
      if (db === null) return;
      const transaction = db.transaction(STORES, 'readwrite');
      const [feed, allRows, allChats] = [transaction.objectStore('feed'), transaction.objectStore('rows'), transaction.objectStore('chats')];
      await inOne(transaction, [
        ...rows.map((row) => () => putNewer(allRows, row)),
        ...chats.map((chat) => () => allChats.put(chat)),
        ...dropped.map((id) => () => allRows.delete(id)),
        ...[...dropped, ...left].map((id) => () => allChats.delete(id)),
        () => feed.put(list, LIST),
      ]);
      this.#savedList = list;
      for (const row of rows) this.#savedRows.set(row.id, row);
      for (const id of dropped) [this.#savedRows, this.#savedLogs].forEach((saved) => saved.delete(id));
    } catch {
      // No room, or no right to store: what is kept is whole, only older.
      this.#isOver = true;
    }
  }
}

/** All of the writes or none. */
async function inOne(transaction: IDBPTransaction<Schema, Stores, 'readwrite'>, writes: readonly (() => Promise<unknown>)[]): Promise<void> {
  const abort = () => {
    try {
      transaction.abort();
    } catch {
      // It is over already.
    }
  };
  const results = await Promise.allSettled([transaction.done, ...writes.map(async (write) => {
    try {
      await write();
    } catch (error) {
      // At once: what is left to itself commits when its other writes are done.
      abort();
      throw error;
    }
  })]);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/**
 * Another tab may know a newer form of the row, and its cursor may be behind it: a row that is ahead of the cursor does no
 * harm, one that is behind it would stay old.
 */
async function putNewer(rows: IDBPObjectStore<Schema, Stores, 'rows', 'readwrite'>, row: Conversation): Promise<void> {
  const known = await rows.get(row.id);
  if (known === undefined || known.revision <= row.revision) await rows.put(row);
}

/** The newest rows of each list, and of those the newest: nothing is sorted that is in order already. */
function latest({ all, archived, left }: ChatState['lists'], most: number): Conversation[] {
  return [all, archived, left].flatMap((rows) => rows.slice(0, most)).sort(byActivity).slice(0, most);
}

function lengthOf({ all, archived, left }: ChatState['lists']): number {
  return all.length + archived.length + left.length;
}
