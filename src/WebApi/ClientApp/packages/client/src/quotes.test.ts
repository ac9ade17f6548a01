import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyLog, mergeMessages, mergePage } from './chatLog';
import { quoteOf } from './quotes';
import { message } from '../testing/fixtures';
import type { Message } from './types';

const question = message(1, { body: 'Lunch?' });
const edited = message(1, { body: 'Dinner?', revision: 5, editedAt: '2026-01-31T09:16:02.123Z' });
const deleted = message(1, { body: '', revision: 6, deletedAt: '2026-01-31T09:17:02.123Z' });
const reply = message(2, { body: 'Yes', quote: quoteOf(question) });
const later = message(3, { body: 'Also yes', revision: 7, quote: quoteOf(deleted) });

test('an excerpt is one line of at most 120 characters', () => {
  expect(quoteOf(message(1, { body: 'one\ntwo\tthree' })).excerpt).toBe('one two three');
  expect(quoteOf(message(1, { body: 'a'.repeat(120) })).excerpt).toBe('a'.repeat(120));
  expect(quoteOf(message(1, { body: 'a'.repeat(121) })).excerpt).toBe(`${'a'.repeat(119)}…`);
  expect(quoteOf(message(1, { body: '👩‍👩‍👧‍👦'.repeat(121) })).excerpt).toBe(`${'👩‍👩‍👧‍👦'.repeat(119)}…`);
});

test('an engine without a segmenter cuts at code points', () => {
  const { Segmenter } = Intl;
  try {
    Reflect.deleteProperty(Intl, 'Segmenter');
    expect(quoteOf(message(1, { body: '🚤'.repeat(121) })).excerpt).toBe(`${'🚤'.repeat(119)}…`);
  } finally {
    Object.assign(Intl, { Segmenter });
  }
});

describe('a quote in the log', () => {
  test('is that of the newest change, in any order and any number of times', () => {
    const changes = [question, edited, deleted, reply, later];
    fc.assert(fc.property(fc.shuffledSubarray(changes, { minLength: changes.length }), fc.array(fc.constantFrom(...changes)), (all, again) => {
      const log = [...all, ...again].reduce(
        (known, change) => mergeMessages(known, [change]), mergePage(emptyLog, 'newest', [], { older: false, newer: false }),
      );
      expect(log.items.map(({ sequence, quote }) => [sequence, quote ?? null])).toEqual([[1, null], [2, quoteOf(deleted)], [3, quoteOf(deleted)]]);
    }));
  });

  test('follows a message that is not loaded', () => {
    const page = mergePage(emptyLog, 'newest', [reply], { older: true, newer: false });
    expect(mergeMessages(page, [edited]).items[0]?.quote).toEqual(quoteOf(edited));
  });

  test('of a page that was read before a change is that of the change', () => {
    const known = mergeMessages(mergePage(emptyLog, 'newest', [message(9)], { older: true, newer: false }), [edited]);
    expect(mergePage(known, 'around', [question, reply], { older: false, newer: true }).items.map(({ quote }) => quote ?? null)).toEqual([null, quoteOf(edited)]);
  });

  test('stays as it is when the message is not known', () => {
    const unknown: Message = message(2, { quote: { ...quoteOf(question), id: 'elsewhere' } });
    expect(mergePage(emptyLog, 'newest', [question, unknown], { older: false, newer: false }).items[1]).toBe(unknown);
  });
});
