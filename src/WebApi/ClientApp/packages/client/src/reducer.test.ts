import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { me, message, row } from '../testing/fixtures';
import type { Reacted } from './events';
import { initialConnection } from './machine';
import { personal } from './reactions';
import { reduce, type Action } from './reducer';
import { countUnread, initialState, logOf, unreadCount, type ChatState } from './state';
import type { Conversation, Message } from './types';

const start = initialState(me, initialConnection);
const run = (actions: readonly Action[], from: ChatState = start) => actions.reduce(reduce, from);
const page = (messages: readonly Message[]): Action => ({ type: 'page', conversationId: 'c', kind: 'newest', messages, older: false, newer: false });
const changed = (...messages: Message[]): Action => ({ type: 'messages', conversationId: 'c', messages });
const sequences = (state: ChatState) => logOf(state, 'c').items.map((item) => item.sequence);

/** Plays the server of one conversation: it numbers every change and remembers the newest form of each message. */
interface History {
  events: Action[];
  final: Message[];
  reads: Record<string, number>;
  rows: Conversation[];
}

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('send' as const), body: fc.string({ maxLength: 5 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('edit' as const), at: fc.nat(), body: fc.string({ maxLength: 5 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), at: fc.nat() }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('react' as const), at: fc.nat(), user: fc.constantFrom('me', 'a', 'b', 'c', 'd', 'e', 'f', 'g'), emoji: fc.constantFrom('👍', '🎉') }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('read' as const), user: fc.constantFrom('an', 'binh'), at: fc.nat() }) },
);

const history = fc.array(step, { minLength: 1, maxLength: 40 }).map((steps): History => {
  const final: Message[] = [];
  const events: Action[] = [];
  const rows: Conversation[] = [];
  const reads: Record<string, number> = {};
  let revision = 0;
  const given: Map<string, string[]>[] = [];
  let gathered: { message: Message; reacted: Reacted[] }[] = [];
  const flush = () => {
    events.push(...gathered.map((event) => changed(personal(event.message, me.id, event.reacted))));
    gathered = [];
  };
  /** As the server has it, and as events tell it to everyone. */
  const withReactions = (item: Message, isShared: boolean): Message => ({
    ...item,
    reactions: [...given[item.sequence - 1] ?? []].filter(([, users]) => users.length > 0 && item.deletedAt === null).map(([emoji, users]) => (
      { emoji, count: users.length, mine: isShared ? null : users.includes(me.id), userIds: users.slice(0, 5) })),
  });
  const put = (item: Message) => {
    flush();
    final[item.sequence - 1] = withReactions(item, false);
    events.push(changed(personal(withReactions(item, true), me.id)));
    rows.push(row(rows.length + 1, { unreadCount: final.length, lastReadSequence: 0 }));
    events.push({ type: 'rows', rows: [rows.at(-1) ?? row(0)] });
  };
  for (const item of steps) {
    const target = 'at' in item && final.length > 0 ? final[item.at % final.length] : undefined;
    if (item.kind === 'send') put(message(final.length + 1, { revision: (revision += 1), body: item.body }));
    else if (target === undefined) continue;
    else if (item.kind === 'edit') put({ ...target, revision: (revision += 1), body: item.body, editedAt: 'x' });
    else if (item.kind === 'delete') put({ ...target, revision: (revision += 1), body: '', deletedAt: 'x' });
    else if (item.kind === 'react') {
      if (target.deletedAt !== null) continue;
      const kinds = (given[target.sequence - 1] ??= new Map<string, string[]>());
      const users = kinds.get(item.emoji) ?? [];
      const added = !users.includes(item.user);
      kinds.set(item.emoji, added ? [...users, item.user] : users.filter((user) => user !== item.user));
      const next = { ...target, revision: (revision += 1) };
      final[target.sequence - 1] = withReactions(next, false);
      const [run] = gathered;
      const continues = run?.message.id === target.id && run.reacted.length < 3;
      if (!continues) flush();
      const change = { userId: item.user, emoji: item.emoji, added };
      gathered = [{ message: withReactions(next, true), reacted: continues ? [...run.reacted, change] : [change] }];
    } else if (target.sequence > (reads[item.user] ?? 0)) {
      flush();
      reads[item.user] = target.sequence;
      revision += 1;
      events.push({ type: 'reads', conversationId: 'c', cursors: [{ userId: item.user, lastReadSequence: target.sequence }] });
    }
  }
  flush();
  return { events, final, reads, rows };
});

function finalSync({ final, reads, rows }: History): Action[] {
  const cursors = Object.entries(reads).map(([userId, lastReadSequence]) => ({ userId, lastReadSequence }));
  return [
    { type: 'rows', rows: rows.slice(-1) },
    changed(...final),
    { type: 'reads', conversationId: 'c', cursors },
    { type: 'caught-up', conversationId: 'c' },
  ];
}

describe('any order, doubling and loss of events, then a sync', () => {
  test('gives the state of the server', () => {
    fc.assert(fc.property(history, fc.infiniteStream(fc.nat()), fc.nat({ max: 40 }), (server, random, loadedAt) => {
      const next = () => random.next().value as number;
      const arriving = server.events.flatMap((event) => Array.from({ length: next() % 3 }, () => event));
      const shuffled = arriving.map((event) => ({ event, key: next() })).sort((a, b) => a.key - b.key).map(({ event }) => event);
      // The first page was read when some of the messages were there, in the form that they had then.
      const known = server.final.slice(0, loadedAt).map((item) => message(item.sequence, { revision: item.sequence, body: 'old' }))
        .map((old, at) => (server.final[at]?.revision === old.revision ? (server.final[at] ?? old) : { ...old, revision: 0 }));
      const before = shuffled.slice(0, next() % (shuffled.length + 1));
      const state = run([...before, page(known), ...shuffled.slice(before.length), ...finalSync(server)]);
      expect(logOf(state, 'c').items).toEqual(server.final);
      for (const [user, sequence] of Object.entries(server.reads)) expect(state.reads.c?.[user]).toBe(sequence);
      if (server.rows.length > 0) expect(state.conversations.c).toEqual(server.rows.at(-1));
    }));
  });

  test('never shows a message before its predecessor', () => {
    fc.assert(fc.property(fc.shuffledSubarray([1, 2, 3, 4, 5, 6, 7, 8]), (order) => {
      let state = run([page([])]);
      for (const sequence of order) {
        state = reduce(state, changed(message(sequence)));
        expect(sequences(state)).toEqual(sequences(state).map((_, at) => at + 1));
      }
    }));
  });

  test('events alone tell which reactions are mine, in any order and doubled', () => {
    fc.assert(fc.property(history, fc.infiniteStream(fc.nat()), (server, random) => {
      const next = () => random.next().value as number;
      const arriving = server.events.flatMap((event) => Array.from({ length: 1 + next() % 2 }, () => ({ event, key: next() })));
      const shuffled = arriving.sort((a, b) => a.key - b.key).map(({ event }) => event);
      const state = run([page([]), ...shuffled, { type: 'caught-up', conversationId: 'c' }]);
      expect(logOf(state, 'c').items.map((item) => item.reactions)).toEqual(server.final.map((item) => item.reactions));
    }));
  });

  test('a sync answer applied twice changes nothing', () => {
    fc.assert(fc.property(history, (server) => {
      const once = run([page([]), ...server.events, ...finalSync(server)]);
      expect(run(finalSync(server), once)).toEqual(once);
    }));
  });
});

describe('pages', () => {
  const ready = run([page([message(50), message(51)])]);

  test('older ones are put in front', () => {
    const state = reduce(ready, { type: 'page', conversationId: 'c', kind: 'older', messages: [message(48), message(49)], older: true, newer: true });
    expect(sequences(state)).toEqual([48, 49, 50, 51]);
    expect(logOf(state, 'c').hasOlder).toBe(true);
    expect(logOf(state, 'c').hasNewer).toBe(false);
  });

  test('an edit that arrives while an old page is on its way is not undone by it', () => {
    const edited = message(49, { revision: 99, body: 'new' });
    const state = run([changed(edited), { type: 'page', conversationId: 'c', kind: 'older', messages: [message(49)], older: true, newer: true }], ready);
    expect(logOf(state, 'c').items[0]).toEqual(edited);
  });

  test('a part far away replaces what is loaded, and the way back is contiguous', () => {
    const far = run([{ type: 'page', conversationId: 'c', kind: 'around', messages: [message(10), message(11)], older: true, newer: true }], ready);
    expect(sequences(reduce(far, changed(message(52))))).toEqual([10, 11]);
    const more = run([
      changed(message(52)),
      { type: 'page', conversationId: 'c', kind: 'newer', messages: [message(12)], older: true, newer: true },
      { type: 'page', conversationId: 'c', kind: 'newest', messages: [message(50), message(51), message(52)], older: true, newer: false },
    ], far);
    expect(sequences(more)).toEqual([50, 51, 52]);
  });
});

describe('pending messages', () => {
  const pending: Action = {
    type: 'pending-changed',
    message: { id: 'm1', conversationId: 'c', body: 'text 1', queuedAt: '', order: 1, state: 'sending', error: null },
  };

  test.each([['POST answer or event', changed(message(1))], ['page', page([message(1)])]])('are confirmed by %s', (_, action) => {
    const state = run([page([]), pending, action]);
    expect(state.pending.c).toEqual([]);
  });

  test('a message that was confirmed first stays confirmed', () => {
    expect(run([page([]), changed(message(1)), pending]).pending.c ?? []).toEqual([]);
  });
});

test('the badge goes with my own cursor before the server says so', () => {
  const unread = row(1, { unreadCount: 3, lastMessage: { id: 'm3', sequence: 3, senderId: 'an', body: '', sentAt: '', deleted: false, change: null, mentionsMe: false } });
  const state = run([{ type: 'rows', rows: [unread] }]);
  expect(unreadCount(state, unread)).toBe(3);
  expect(unreadCount(reduce(state, { type: 'reads', conversationId: 'c', cursors: [{ userId: 'me', lastReadSequence: 3 }] }), unread)).toBe(0);
});

describe('the total of unread messages', () => {
  const unread = (id: string, unreadCount: number, patch: Partial<Conversation> = {}) => row(1, {
    id, unreadCount, lastMessage: { id, sequence: 9, senderId: 'an', body: '', sentAt: '', deleted: false, change: null, mentionsMe: false }, ...patch,
  });
  const first: Action = { type: 'rows', rows: [unread('a', 2), unread('b', 3, { archived: true })], unreadTotal: 10 };

  test('counts those that are not loaded as the server says', () => expect(countUnread(run([first]))).toBe(10));

  test('follows the rows that are loaded', () => {
    expect(countUnread(run([first, { type: 'rows', rows: [unread('a', 3, { revision: 2 })] }]))).toBe(11);
    expect(countUnread(run([first, { type: 'reads', conversationId: 'a', cursors: [{ userId: 'me', lastReadSequence: 9 }] }]))).toBe(8);
  });

  test('does not count a row twice when it is loaded later', () => {
    expect(countUnread(run([first, { type: 'rows', rows: [unread('c', 5), unread('d', 3)], unreadTotal: null }]))).toBe(10);
    expect(countUnread(run([first, { type: 'rows', rows: [unread('c', 9)] }]))).toBe(11);
  });

  test('is what the server says when it says so again', () => expect(countUnread(run([first, { type: 'rows', rows: [], unreadTotal: 4 }]))).toBe(4));

  test('is that of the loaded rows with a server that does not tell', () => expect(countUnread(run([{ type: 'rows', rows: [unread('a', 2)] }]))).toBe(2));
});

test('typing ends with the message, with a stop and with time', () => {
  const typing: Action = { type: 'typing', conversationId: 'c', userId: 'an', displayName: 'An', until: 5_000 };
  for (const end of [changed(message(1)), { type: 'typing-stopped', conversationId: 'c', userId: 'an' }, { type: 'typing-expired', now: 5_000 }] as const) {
    expect(run([typing, end]).typing.c).toEqual([]);
  }
  expect(run([typing, { type: 'typing-expired', now: 4_999 }]).typing.c).toHaveLength(1);
});
