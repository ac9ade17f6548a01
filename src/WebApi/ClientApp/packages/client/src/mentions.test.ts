import { expect, test } from 'vitest';
import vectors from '../../../../../../tests/Vectors/mentions.json';
import { message } from '../testing/fixtures';
import { isDirectedAt, namesUser, splitMentions } from './mentions';

test.each(vectors)('“$text” and $userName, as the server sees it', ({ text, userName, mentions: expected }) => {
  expect(namesUser(text, userName)).toBe(expected);
  expect(splitMentions(text, [userName]).some(({ name }) => name === userName)).toBe(expected);
  expect(splitMentions(text, [userName]).map((part) => part.text).join('')).toBe(text);
});

test('a text is split at every name', () => {
  expect(splitMentions('@An, ask @an.b!', ['an', 'an.b'])).toEqual([
    { text: '@An', name: 'an' }, { text: ', ask ', name: null }, { text: '@an.b', name: 'an.b' }, { text: '!', name: null },
  ]);
  expect(splitMentions('Hi @an', [])).toEqual([{ text: 'Hi @an', name: null }]);
});

test('a message is directed at whom it mentions, at everyone, or at the author of what it answers', () => {
  const quote = { id: 'q', sequence: 1, revision: 1, senderId: 'me', excerpt: '', deleted: false };
  expect(isDirectedAt(message(1, { mentions: ['me'] }), 'me')).toBe(true);
  expect(isDirectedAt(message(1, { mentionsAll: true }), 'me')).toBe(true);
  expect(isDirectedAt(message(1, { quote }), 'me')).toBe(true);
  expect(isDirectedAt(message(1, { mentions: ['other'] }), 'me')).toBe(false);
  expect(isDirectedAt(message(1, { senderId: 'me', mentionsAll: true }), 'me')).toBe(false);
});
