import { expect, test } from 'vitest';
import vectors from '../../../../../../tests/Vectors/folding.json';
import { searchKey } from './searchKey';

test.each(vectors)('folds “$text” as the server does', ({ text, key }) => {
  expect(searchKey(text)).toBe(key);
});

test('folding twice is folding once', () => {
  for (const { text } of vectors) expect(searchKey(searchKey(text))).toBe(searchKey(text));
});
