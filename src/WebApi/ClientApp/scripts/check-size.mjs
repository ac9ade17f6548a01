// Fails the build when what the page loads first is larger than what was promised: 200 kB over the wire.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const most = 200_000;
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'wwwroot');
const page = readFileSync(join(root, 'index.html'), 'utf8');
const files = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+\.(?:js|css))"/g)].map((match) => match[1]);
if (files.length === 0) throw new Error('index.html names no script and no style sheet.');
const size = files.reduce((sum, file) => sum + gzipSync(readFileSync(join(root, file))).length, 0);
console.log(`first load: ${Math.ceil(size / 1000)} kB of JavaScript and CSS, gzipped`);
if (size > most) {
  console.error(`That is more than ${most / 1000} kB: split what is not needed first, or take a smaller library.`);
  process.exit(1);
}
