import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { me, message, row } from '../testing/fixtures';
import { FeedCache, type CachedChat, type CachedFeed } from './feedCache';
import { initialConnection } from './machine';
import { reduce, type Action } from './reducer';
import { initialState, logOf, type ChatState } from './state';
import type { Conversation, Message } from './types';

const start = initialState(me, initialConnection);
const run = (actions: readonly Action[], from: ChatState = start) => actions.reduce(reduce, from);
const cursors = (user: string, chat: string | null = null, isComplete = true) => ({ user, chat: () => chat, isComplete });
const page = (messages: readonly Message[], older = false): Action => ({ type: 'page', conversationId: 'c', kind: 'newest', messages, older, newer: false });

/** As a client starts: the list, and the conversation when it is opened. */
async function restore(cache: FeedCache): Promise<{ state: ChatState; feed: CachedFeed | null; chat: CachedChat | null }> {
  const [feed, chat] = [await cache.load(), await cache.chat('c')];
  const actions: Action[] = [{ type: 'rows', rows: feed?.rows ?? [] }];
  if (chat !== null) actions.push({ type: 'people', people: chat.people }, page(chat.messages, chat.hasOlder), { type: 'reads', conversationId: 'c', cursors: chat.reads });
  return { state: run(actions), feed, chat };
}

beforeEach(() => vi.stubGlobal('indexedDB', new IDBFactory()));
afterEach(() => vi.restoreAllMocks());

test('the next start has the list, the opened conversation and their cursors', async () => {
  const state = run([{ type: 'rows', rows: [row(3)] }, page([message(1), message(2)], true), { type: 'reads', conversationId: 'c', cursors: [{ userId: 'an', lastReadSequence: 2 }] }]);
  await new FeedCache('a').save(state, cursors('u3', 'c2'));

  const { state: restored, feed, chat } = await restore(new FeedCache('a'));

  expect([feed?.cursor, chat?.cursor, chat?.hasOlder]).toEqual(['u3', 'c2', true]);
  expect(restored.conversations).toEqual(state.conversations);
  expect(logOf(restored, 'c').items).toEqual(logOf(state, 'c').items);
  expect(restored.reads).toEqual(state.reads);
});

test('presence and typing write nothing', async () => {
  const cache = new FeedCache('a');
  const state = run([{ type: 'rows', rows: [row(1)] }, page([message(1)])]);
  await cache.save(state, cursors('u1', 'c1'));
  const begun = vi.spyOn(IDBDatabase.prototype, 'transaction');

  await cache.save(reduce(state, { type: 'typing', conversationId: 'c', userId: 'an', displayName: 'An', until: 1 }), cursors('u1', 'c1'));
  expect(begun).not.toHaveBeenCalled();
  await cache.save(state, cursors('u2', 'c1'));
  expect(begun).toHaveBeenCalledOnce();
});

test('users never see what was kept for another', async () => {
  await new FeedCache('an').save(run([{ type: 'rows', rows: [row(1)] }]), cursors('u1'));
  expect(await new FeedCache('binh').load()).toBeNull();
});

test('the latest conversations and the newest messages are kept, as many as was said', async () => {
  const rows = Array.from({ length: 8 }, (_, at) => row(at + 1, { id: `c${at}`, lastActivityAt: `2026-01-0${at + 1}T00:00:00.000Z` }));
  const cache = new FeedCache('a', { conversations: 3, messages: 2 });
  await cache.save(run([{ type: 'rows', rows: rows.slice(0, 5) }]), cursors('u5'));
  const messages = [message(1), message(2), message(3)].map((item) => ({ ...item, conversationId: 'c7' }));
  await cache.save(run([{ type: 'rows', rows }, { ...page(messages), conversationId: 'c7' } as Action]), cursors('u8', 'k'));

  const next = new FeedCache('a', { conversations: 3, messages: 2 });
  expect((await next.load())?.rows.map(({ id }) => id)).toEqual(['c5', 'c6', 'c7']);
  const chat = await next.chat('c7');
  expect([chat?.messages.map(({ sequence }) => sequence), chat?.hasOlder]).toEqual([[2, 3], true]);
});

test('the list is complete when the server has no more rows and all of them are kept', async () => {
  const rows = [row(1), row(2, { id: 'd' })];
  const isComplete = async (name: string, most: number, hasAll: boolean) => {
    await new FeedCache(name, { conversations: most }).save(run([{ type: 'rows', rows }]), cursors('u2', null, hasAll));
    return (await new FeedCache(name).load())?.isComplete;
  };
  expect([await isComplete('a', 2, true), await isComplete('b', 2, false), await isComplete('c', 1, true)]).toEqual([true, false, false]);
});

test('a part of the history that does not reach the end is not kept', async () => {
  const cache = new FeedCache('a');
  const far: Action = { type: 'page', conversationId: 'c', kind: 'around', messages: [message(10)], older: true, newer: true };
  await cache.save(run([{ type: 'rows', rows: [row(1)] }, far]), cursors('u1', 'c1'));
  expect(await new FeedCache('a').chat('c')).toBeNull();
});

test('the messages of a group go when the user is no longer in it', async () => {
  const cache = new FeedCache('a');
  const state = run([{ type: 'rows', rows: [row(1)] }, page([message(1)])]);
  await cache.save(state, cursors('u1', 'c1'));
  await cache.save(reduce(state, { type: 'rows', rows: [row(2, { left: true })] }), cursors('u2', 'c2'));

  expect(await new FeedCache('a').chat('c')).toBeNull();
});

test('signing out removes everything, also in a second tab, and nothing comes back', async () => {
  const [tab, other] = [new FeedCache('a'), new FeedCache('a')];
  const state = run([{ type: 'rows', rows: [row(1)] }]);
  await Promise.all([tab.save(state, cursors('u1')), other.load()]);

  await tab.wipe();
  await tab.save(state, cursors('u1'));

  expect((await indexedDB.databases()).map(({ name }) => name)).toEqual([]);
});

test.each(['QuotaExceededError', 'UnknownError'])('a save that fails (%s) leaves the last whole one, and the client goes on', async (name) => {
  const cache = new FeedCache('a');
  await cache.save(run([{ type: 'rows', rows: [row(1)] }, page([message(1)])]), cursors('u1', 'c1'));
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementationOnce(() => { throw new DOMException('no', name); });
  await cache.save(run([{ type: 'rows', rows: [row(2)] }, page([message(1), message(2)])]), cursors('u2', 'c2'));

  const { feed, chat } = await restore(new FeedCache('a'));
  expect([feed?.cursor, feed?.rows[0]?.revision, chat?.cursor, chat?.messages.length]).toEqual(['u1', 1, 'c1', 1]);
});

test('a browser that stores nothing is no error', async () => {
  vi.stubGlobal('indexedDB', { open: () => { throw new DOMException('no', 'SecurityError'); } });
  const cache = new FeedCache('a');
  await cache.save(run([{ type: 'rows', rows: [row(1)] }]), cursors('u1'));
  expect([await cache.load(), await cache.chat('c')]).toEqual([null, null]);
});

/** The server: rows and messages by their revisions, and what a sync from a cursor answers. */
class Server {
  revision = 0;
  readonly rows = new Map<string, Conversation>();
  readonly messages: Message[] = [];

  change(kind: 'send' | 'edit', at: number, id: string): Action[] {
    this.revision += 1;
    const sequence = kind === 'send' || this.messages.length === 0 ? this.messages.length + 1 : (at % this.messages.length) + 1;
    const changed = message(sequence, { revision: this.revision, body: `${kind} ${this.revision}` });
    this.messages[sequence - 1] = changed;
    const moved = row(this.revision, { id, lastActivityAt: new Date(this.revision * 1000).toISOString() });
    this.rows.set(id, moved);
    return [{ type: 'messages', conversationId: 'c', messages: [changed] }, { type: 'rows', rows: [moved] }];
  }

  since(cursor: string): Action[] {
    const after = Number(cursor);
    return [
      { type: 'rows', rows: [...this.rows.values()].filter(({ revision }) => revision > after) },
      { type: 'messages', conversationId: 'c', messages: this.messages.filter(({ revision }) => revision > after) },
      { type: 'caught-up', conversationId: 'c' },
    ];
  }
}

describe('whatever was kept when the browser died, with one sync', () => {
  const step = fc.record({
    kind: fc.constantFrom('send' as const, 'edit' as const, 'push' as const, 'sync' as const, 'save' as const, 'die' as const, 'fail' as const),
    tab: fc.constantFrom(0, 1), at: fc.nat(), id: fc.constantFrom('c', 'd', 'e'),
  });

  test('gives the state of the server, in one tab or two', async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      vi.stubGlobal('indexedDB', new IDBFactory());
      const server = new Server();
      let pushed: Action[] = [];
      const begin = async () => {
        const cache = new FeedCache('a');
        const { state, feed, chat } = await restore(cache);
        const cursor = feed?.cursor ?? '0';
        // A conversation that was not kept is loaded; its place in the feed is that of the page.
        const isLoaded = chat !== null;
        return { cache, cursor, chat: isLoaded ? chat.cursor : String(server.revision), state: isLoaded ? state : reduce(state, page([...server.messages])) };
      };
      const tabs = [await begin(), await begin()];
      for (const { kind, tab: number, at, id } of steps) {
        const tab = tabs[number];
        if (tab === undefined) continue;
        if (kind === 'send' || kind === 'edit') pushed.push(...server.change(kind, at, id));
        // Some of the events arrive, in any order.
        if (kind === 'push') tab.state = run(pushed.splice(0, at % 3).reverse(), tab.state);
        if (kind === 'sync') {
          tab.state = run(server.since(String(Math.min(Number(tab.cursor), Number(tab.chat)))), tab.state);
          [tab.cursor, tab.chat] = [String(server.revision), String(server.revision)];
        }
        const save = () => tab.cache.save(tab.state, cursors(tab.cursor, tab.chat));
        if (kind === 'save') await save();
        if (kind === 'fail') {
          vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementationOnce(() => { throw new DOMException('no', 'QuotaExceededError'); });
          await save();
          vi.restoreAllMocks();
        }
        if (kind === 'die') {
          if (at % 2 === 0) await save();
          tabs[number] = await begin();
          pushed = [];
        }
      }
      for (const { cursor, chat, state: last } of [tabs[0], await begin()].filter((tab) => tab !== undefined)) {
        const state = run([...server.since(cursor), ...server.since(chat)], last);
        expect(logOf(state, 'c').items).toEqual(server.messages);
        for (const [id, expected] of server.rows) expect(state.conversations[id]).toEqual(expected);
      }
    }), { numRuns: 150 });
  });
});
