import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const tokens = readFileSync('src/styles/tokens.css', 'utf8');

/** The colour of a token in the light and in the dark theme. */
function colours(name: string): [string, string] {
  const [, light = '', dark = ''] = new RegExp(`--chat-${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(tokens) ?? [];
  return [light, dark];
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.039_28 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

test.each(Array.from({ length: 8 }, (_, at) => `name-${at}`))('%s can be read on the ground of both themes', (name) => {
  const ground = colours('ground');
  colours(name).forEach((colour, theme) => expect(contrast(colour, ground[theme] ?? '')).toBeGreaterThan(4.5));
});
