import { expect, test } from 'vitest';
import { forShadow } from './sheetOf';

test.each([
  [':root{--chat-line:red}', ':host{--chat-line:red}'],
  ['@media (width<768px){.a{gap:.5rem}}', '@container (width<768px){.a{gap:calc(.5 * var(--chat-rem))}}'],
  ['@media (height < 20rem){.a{margin:-1rem 2px}}', '@container (height < 20rem){.a{margin:calc(-1 * var(--chat-rem)) 2px}}'],
  ['@media (pointer: coarse){.a{color:red}}', '@media (pointer: coarse){.a{color:red}}'],
  ['@layer base;.a{inline-size:min(30rem,100%)}', '@layer base;.a{inline-size:min(calc(30 * var(--chat-rem)),100%)}'],
])('%s', (css, expected) => {
  expect(forShadow(css)).toBe(expected);
});
