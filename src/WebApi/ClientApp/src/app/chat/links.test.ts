import { expect, test } from 'vitest';
import { splitLinks } from './links';

const linksOf = (text: string) => splitLinks(text).filter((part) => part.href !== null).map((part) => part.text);

test.each([
  // Balanced brackets belong to the address, others do not.
  ['https://en.wikipedia.org/wiki/A_(b)', ['https://en.wikipedia.org/wiki/A_(b)']],
  ['(see https://en.wikipedia.org/wiki/A_(b))', ['https://en.wikipedia.org/wiki/A_(b)']],
  ['(https://example.org/a)', ['https://example.org/a']],
  ['(https://example.org/a), then', ['https://example.org/a']],
  ['(https://example.org/a)and', ['https://example.org/a']],
  ['[text](https://example.org/a_(b)_[c]{d})', ['https://example.org/a_(b)_[c]{d}']],
  ['https://example.org/A_(b).', ['https://example.org/A_(b)']],
  ['https://example.org/a(', ['https://example.org/a']],
  ['http://[::1]:8080/x', ['http://[::1]:8080/x']],
  ['{https://example.org/?q={a}}', ['https://example.org/?q={a}']],
  // Punctuation after it does not belong to it.
  ['Is it https://example.org/?', ['https://example.org/']],
  ['https://example.org/a, https://example.org/b; and https://example.org/c!', ['https://example.org/a', 'https://example.org/b', 'https://example.org/c']],
  ['https://example.org/a…', ['https://example.org/a']],
  ['“https://example.org/a”', ['https://example.org/a']],
  ["'https://example.org/a'.", ['https://example.org/a']],
  ['https://example.org/Hobson\'s_choice', ['https://example.org/Hobson\'s_choice']],
  ['https://example.org/a.b,c;d:e!f?g=1&h=2#i', ['https://example.org/a.b,c;d:e!f?g=1&h=2#i']],
  ['https://example.org/a/', ['https://example.org/a/']],
  ['<https://example.org/a>', ['https://example.org/a']],
  // Chinese and Japanese have no space after a sentence.
  ['看https://example.org/a。然后', ['https://example.org/a']],
  ['https://example.org/a、https://example.org/b', ['https://example.org/a', 'https://example.org/b']],
  ['（https://example.org/a）', ['https://example.org/a']],
  ['「https://example.org/a」', ['https://example.org/a']],
  ['https://example.org/a！', ['https://example.org/a']],
  ['https://example.org/a，https://example.org/b？', ['https://example.org/a', 'https://example.org/b']],
  ['https://example.org/a；b：c', ['https://example.org/a']],
  ['https://ja.wikipedia.org/wiki/佐々木', ['https://ja.wikipedia.org/wiki/佐々木']],
  // Other ways to write one.
  ['HTTPS://EXAMPLE.ORG', ['HTTPS://EXAMPLE.ORG']],
  ['www.example.org/a and (www.example.org)', ['www.example.org/a', 'www.example.org']],
  ['https://việt.example/đường', ['https://việt.example/đường']],
  // No address.
  ['https:// and http://. and www. and www.a', []],
  ['me@www.example.org awww.example.org', []],
  ['javascript:alert(1) ftp://example.org', []],
  ['https://example.org/a\u202egnp.exe', ['https://example.org/a']],
])('%s', (text, links) => {
  expect(linksOf(text)).toEqual(links);
  expect(splitLinks(text).map((part) => part.text).join('')).toBe(text);
});

test('an address without its scheme is opened over https', () => {
  expect(splitLinks('www.example.org')).toEqual([{ text: 'www.example.org', href: 'https://www.example.org' }]);
});

test('a long text of brackets and dots takes no time', () => {
  const startedAt = performance.now();
  splitLinks(`https://example.org/${'(.'.repeat(50_000)}`);
  expect(performance.now() - startedAt).toBeLessThan(500);
});
