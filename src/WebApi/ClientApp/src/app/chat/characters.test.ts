import { expect, test } from 'vitest';
import { countCharacters, isEmojiOnly } from './characters';

test('characters are counted as a reader counts them', () => {
  expect(countCharacters('Việt')).toBe(4);
  expect(countCharacters('👨‍👩‍👧‍👦👍🏽')).toBe(2);
});

test.each(['👍', '👍🏽 ', '🇻🇳❤️', '👨‍👩‍👧‍👦☕🚤'])('%s is large', (text) => expect(isEmojiOnly(text)).toBe(true));
test.each(['', ' ', 'ok 👍', '123', '#', '👍 👍', '🚤🚤🚤🚤'])('“%s” is not', (text) => expect(isEmojiOnly(text)).toBe(false));
