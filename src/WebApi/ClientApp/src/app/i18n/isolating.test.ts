import { describe, expect, test } from 'vitest';
import { systemText } from '../common/systemText';
import { languageTags, textsIn } from '.';

const hebrew = 'דוד';
/** Arguments for the functions, so that every text of every language is filled. */
const values = [hebrew, [hebrew, 'An'], [hebrew]] as const;
const wrapped = `\u2068${hebrew}\u2069`;

describe.each(languageTags)('%s', (language) => {
  const texts = textsIn(language);
  const functions = Object.entries(texts).filter(([, text]) => typeof text === 'function') as [string, (...args: unknown[]) => string][];

  test.each(functions)('%s isolates what is put into it', (_, fill) => {
    for (const value of values) {
      let sentence = '';
      try {
        sentence = fill(...Array.from({ length: Math.max(1, fill.length, 3) }, () => value));
      } catch {
        continue; // This text takes another kind of value.
      }
      expect(sentence.replaceAll(wrapped, '')).not.toContain(hebrew);
    }
  });

  test.each(['created', 'renamed', 'membersAdded', 'memberRemoved', 'memberLeft', 'ownerChanged']  as const)('system message %s isolates every name', (type) => {
    const people = { a: { displayName: hebrew }, b: { displayName: 'Bình' } } as never;
    const sentence = systemText({ type, title: hebrew, userIds: ['a', 'b'] }, 'a', people, 'me', texts);
    expect(sentence).toContain(wrapped);
    expect(sentence.replaceAll(wrapped, '')).not.toContain(hebrew);
  });
});

test('a name that tries to leave its place stays in it', () => {
  const texts = textsIn('en');
  expect(texts.sayHello('\u2069\u202Eabc')).toBe('Say hello to \u2068\u202Eabc\u2069');
});

test('names that turn nothing are left as they are', () => {
  expect(textsIn('en').typing(['Trần Văn Bình', '李雷'])).toBe('Trần Văn Bình and 李雷 are typing');
});
