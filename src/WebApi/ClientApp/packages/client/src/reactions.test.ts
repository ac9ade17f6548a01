import fc from 'fast-check';
import { expect, test } from 'vitest';
import { message } from '../testing/fixtures';
import type { Reacted } from './events';
import { join, personal, reactionsOf, withWanted, type Marked } from './reactions';
import type { Message } from './types';

const others = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
const change = fc.record({ userId: fc.constantFrom('me', 'me', 'me', ...others), emoji: fc.constantFrom('👍', '🎉') });

/** A message to which seven others have reacted, so that the first five do not tell whether a reaction is mine. */
const server = fc.array(fc.array(change, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 12 }).map((runs) => {
  const given = new Map([['👍', [...others]], ['🎉', [...others]]]);
  const view = (revision: number, isShared: boolean): Message => message(1, {
    revision,
    reactions: [...given].filter(([, users]) => users.length > 0)
      .map(([emoji, users]) => ({ emoji, count: users.length, mine: isShared ? null : users.includes('me'), userIds: users.slice(0, 5) })),
  });
  const before = view(1, false);
  let revision = 1;
  const events = runs.map((run) => {
    const reacted = run.map(({ userId, emoji }): Reacted => {
      const users = given.get(emoji) ?? [];
      const added = !users.includes(userId);
      given.set(emoji, added ? [...users, userId] : users.filter((user) => user !== userId));
      revision += 1;
      return { userId, emoji, added };
    });
    return personal(view(revision, true), 'me', reacted, revision);
  });
  return { before, events, after: view(revision, false) };
});

const shuffle = (events: readonly Marked[], random: Iterator<number>) => events
  .flatMap((event) => Array.from({ length: 1 + random.next().value % 2 }, () => ({ event, key: random.next().value as number })))
  .sort((a, b) => a.key - b.key).map(({ event }) => event);

test('in any order and doubled, events tell which reactions are mine', () => {
  fc.assert(fc.property(server, fc.infiniteStream(fc.nat()), fc.nat(), ({ before, events, after }, random, at) => {
    const arriving = shuffle(events, random);
    // The page was read before all of them, and arrives somewhere between.
    const all = arriving.toSpliced(at % (arriving.length + 1), 0, before);
    const known = all.reduce<Marked | undefined>(join, undefined);
    expect(known && reactionsOf(known)).toEqual(after.reactions);
  }));
});

test('the same news again is the same message', () => {
  fc.assert(fc.property(server, ({ before, events, after }) => {
    const known = [before, ...events].reduce<Marked>(join, before);
    const whole = join(known, after);
    expect(join(whole, after)).toBe(whole);
    expect(join(whole, before)).toBe(whole);
  }));
});

test('a message of the release before has no reactions', () => {
  const old = { ...message(1), reactions: undefined } as unknown as Message;
  expect(reactionsOf(old)).toEqual([]);
  expect(personal(old, 'me').reactions).toEqual([]);
});

test('a wish is shown once, whether the server has it already or not', () => {
  const two = { emoji: '👍', count: 2, mine: false, userIds: ['a', 'b'] };
  const three = { emoji: '👍', count: 3, mine: true, userIds: ['a', 'b', 'me'] };
  expect(withWanted([two], { '👍': true }, 'me')).toEqual([three]);
  expect(withWanted([three], { '👍': true }, 'me')).toEqual([three]);
  expect(withWanted([three], { '👍': false }, 'me')).toEqual([two]);
  expect(withWanted([], { '🎉': true, '👍': false }, 'me')).toEqual([{ emoji: '🎉', count: 1, mine: true, userIds: ['me'] }]);
  expect(withWanted([{ emoji: '🎉', count: 1, mine: true, userIds: ['me'] }], { '🎉': false }, 'me')).toEqual([]);
});
