import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bestLanguage, languageTags, textsIn, type Texts } from '.';

const errors = readFileSync('../../../docs/errors.md', 'utf8');
const codes = [...errors.matchAll(/^\| `(\w+)` \|/gm)].map((match) => match[1] ?? '');
const english = textsIn('en');
/** The sources without the languages themselves. */
const sources = Object.entries(import.meta.glob<string>('/src/**/*.{ts,tsx}', { eager: true, query: '?raw', import: 'default' }))
  .filter(([path]) => !path.includes('/languages/') && !path.includes('.test.')).map(([, source]) => source).join('\n');

test('there are English, Vietnamese and Arabic', () => {
  expect(languageTags).toEqual(['ar', 'en', 'vi']);
});

describe.each(languageTags)('%s', (tag) => {
  const texts = textsIn(tag);

  test('has a text for every code of docs/errors.md, and for no other', () => {
    expect(codes.length).toBeGreaterThan(40);
    expect(Object.keys(texts.refusals).sort()).toEqual([...codes, 'account_locked'].sort());
  });

  test('has all texts, no others, and no empty one', () => {
    expect(Object.keys(texts).sort()).toEqual(Object.keys(english).sort());
    expect([texts, texts.refusals].flatMap(Object.values)).not.toContain('');
  });

  test.skipIf(tag === 'en')('leaves nothing in English', () => {
    const same = ['appName', 'direction', 'locale', 'sendKeyEnter', 'sendKeyModEnter'];
    const isSame = (key: keyof Texts) => typeof english[key] === 'string' && texts[key] === english[key];
    expect((Object.keys(english) as (keyof Texts)[]).filter(isSame).filter((key) => !same.includes(key))).toEqual([]);
    expect(Object.entries(texts.refusals).filter(([, text]) => Object.values<string>(english.refusals).includes(text))).toEqual([]);
  });

  test('is known to the browser by its tag', () => {
    expect(Intl.getCanonicalLocales(tag)).toEqual([tag]);
    expect(Intl.DateTimeFormat.supportedLocalesOf(texts.locale)).toEqual([texts.locale]);
  });
});

test('every text is used', () => {
  const unused = Object.keys(english).filter((key) => !new RegExp(`\\b(texts|shown|textsIn\\([^;]*\\))\\.${key}\\b`).test(sources));
  expect(unused).toEqual([]);
});

test.each([
  [['vi-VN', 'en'], 'vi'],
  [['ar-EG'], 'ar'],
  [['fr', 'ar'], 'ar'],
  [['zh-Hant-TW'], 'en'],
  [[], 'en'],
])('somebody who wants %j gets %s', (wanted, tag) => {
  expect(bestLanguage(wanted)).toBe(tag);
});
