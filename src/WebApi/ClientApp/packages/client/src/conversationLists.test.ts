import fc from 'fast-check';
import { expect, test } from 'vitest';
import { me, row } from '../testing/fixtures';
import { byActivity } from './conversationLists';
import { initialConnection } from './machine';
import { reduce, type Action } from './reducer';
import { initialState, unreadCount } from './state';

const last = { id: 'm', senderId: 'an', body: 'Hi', sentAt: '2026-01-31T09:15:02.123Z', deleted: false, change: null, mentionsMe: false, sequence: 5 };

const change = fc.oneof(
  fc.record({
    type: fc.constant('row' as const), id: fc.constantFrom('a', 'b', 'c', 'd', 'e'), revision: fc.integer({ min: 1, max: 20 }),
    second: fc.integer({ min: 10, max: 59 }), unread: fc.integer({ min: 0, max: 3 }), archived: fc.boolean(), left: fc.boolean(),
  }),
  fc.record({ type: fc.constant('read' as const), id: fc.constantFrom('a', 'b', 'c'), to: fc.integer({ min: 1, max: 6 }) }),
);

test('the lists are those that sorting and filtering all rows would give, after every change', () => {
  fc.assert(fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
    let state = initialState(me, initialConnection);
    for (const item of changes) {
      const action: Action = item.type === 'read'
        ? { type: 'reads', conversationId: item.id, cursors: [{ userId: me.id, lastReadSequence: item.to }] }
        : {
          type: 'rows',
          rows: [row(item.revision, {
            id: item.id, lastActivityAt: `2026-01-31T09:15:${item.second}.000Z`, unreadCount: item.unread, lastMessage: last,
            archived: item.archived, left: item.left,
          })],
        };
      state = reduce(state, action);
      const rows = Object.values(state.conversations).sort(byActivity);
      const current = rows.filter(({ left }) => !left);
      expect(state.lists).toEqual({
        all: current.filter(({ archived }) => !archived),
        unread: current.filter((one) => !one.archived && unreadCount(state, one) > 0),
        archived: current.filter(({ archived }) => archived),
        left: rows.filter(({ left }) => left),
      });
    }
  }));
});
