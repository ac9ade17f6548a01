import { expect, test } from 'vitest';
import vectors from '../../../../../../tests/Vectors/mentions.json';
import { mentions } from './mentions';

test.each(vectors)('“$text” and $userName, as the server sees it', ({ text, userName, mentions: expected }) => {
  expect(mentions(text, userName)).toBe(expected);
});
