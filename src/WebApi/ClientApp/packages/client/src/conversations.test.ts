import { expect, test, vi } from 'vitest';
import { me, row } from '../testing/fixtures';
import type { Api } from './api';
import { Conversations } from './conversations';
import { ApiError } from './errors';
import { initialConnection } from './machine';
import { initialState } from './state';
import { Store } from './store';

const fetched = row(2, { title: 'from the server' });

function start() {
  const store = new Store(initialState(me, initialConnection), () => undefined);
  store.dispatch({ type: 'rows', rows: [row(1, { membersTag: 'a' })] });
  const conversation = vi.fn(() => Promise.resolve(fetched));
  const list = vi.fn(() => Promise.resolve({ items: [], nextCursor: null, syncCursor: 'u1', unreadTotal: 0 }));
  const openGroup = vi.fn<Api['openGroup']>(() => Promise.resolve(fetched));
  const api = { conversation, conversations: list, openGroup } as unknown as Api;
  return { conversations: new Conversations(api, store, () => undefined), conversation, store, list, openGroup };
}

test('a row without members takes those that are known under the same tag, and its own cursor', async () => {
  const { conversations, conversation } = start();
  const complete = await conversations.complete({ conversationId: 'c', revision: 2, truncated: true, row: row(2, { membersTag: 'a', members: [], lastReadSequence: 7 }) });
  expect(complete.revision).toBe(2);
  expect(complete.members.map((member) => [member.userId, member.lastReadSequence])).toEqual([['me', 7], ['an', 0]]);
  expect(conversation).not.toHaveBeenCalled();
});

test('rows that were not loaded are counted together, and again when something changes meanwhile', async () => {
  vi.useFakeTimers();
  const { store, conversations, list } = start();
  store.dispatch({ type: 'rows', rows: [row(1, { id: 'd' })] });
  conversations.count();
  conversations.count();
  list.mockImplementationOnce(() => {
    store.dispatch({ type: 'rows', rows: [row(1, { id: 'e' })] });
    return Promise.resolve({ items: [], nextCursor: null, syncCursor: 'u1', unreadTotal: 7 });
  });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(list).toHaveBeenCalledExactlyOnceWith('unread', null, 1);
  expect(store.getSnapshot().unreadElsewhere).toBe(7);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(list).toHaveBeenCalledTimes(2);
  vi.useRealTimers();
});

test('nothing is counted while the whole list is here', async () => {
  vi.useFakeTimers();
  const { conversations, list } = start();
  await conversations.loadMore('all');
  conversations.count();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(list).toHaveBeenCalledTimes(1);
  vi.useRealTimers();
});

test('after everything is dropped, the list is loaded from its beginning', async () => {
  const { conversations, store, list } = start();
  list.mockResolvedValueOnce({ items: [], nextCursor: 'page 2' as unknown as null, syncCursor: 'u1', unreadTotal: 0 });
  await conversations.loadMore('all');
  await conversations.loadMore('all');
  expect(store.getSnapshot().hasMore.all).toBe(false);
  conversations.drop();
  expect(store.getSnapshot()).toMatchObject({ conversations: {}, hasMore: { all: true, unread: true, archived: true } });
  await conversations.loadMore('all');
  expect(list.mock.lastCall).toEqual(['all', null, undefined]);
});

test.each([
  ['other members', 'c', row(2, { membersTag: 'b', members: [] })],
  ['an unknown conversation', 'd', row(2, { id: 'd', membersTag: 'a', members: [] })],
  ['no row at all', 'c', undefined],
])('%s: the row is fetched', async (_, conversationId, announced) => {
  const { conversations, conversation } = start();
  expect(await conversations.complete({ conversationId, revision: 2, truncated: true, ...(announced && { row: announced }) })).toBe(fetched);
  expect(conversation).toHaveBeenCalledWith(conversationId);
});

test('a group that is asked for again after a lost answer keeps its id, and the next one has another', async () => {
  const { conversations, openGroup } = start();
  openGroup.mockRejectedValueOnce(new ApiError(422, { detail: 'Refused.' }));
  await expect(conversations.openGroup('Lunch', ['an'])).rejects.toThrow();
  await conversations.openGroup('Lunch', ['an']);
  await conversations.openGroup('Lunch', ['an']);
  const ids = openGroup.mock.calls.map((call) => call[2]);
  expect(ids[1]).toBe(ids[0]);
  expect(ids[2]).not.toBe(ids[0]);
});
