// Fails the build when what is loaded first is larger than what was promised, over the wire.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'wwwroot');
const read = (file) => readFileSync(join(root, file), 'utf8');

/** Scripts and style sheets that the page names. */
function filesOfPage() {
  const files = [...read('index.html').matchAll(/(?:src|href)="(\/assets\/[^"]+\.(?:js|css))"/g)].map((match) => match[1]);
  if (files.length === 0) throw new Error('index.html names no script and no style sheet.');
  return files;
}

/** The widget with all that it imports, but for what it imports when it is opened, and in workers. */
function filesOfWidget(file = 'widget.js', found = new Set()) {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, specifier] of read(file).matchAll(/(?:from|import)\s*\(?\s*["'`](\.[^"'`]+\.js)["'`]/g)) {
    if (!/widget-(?:panel|worker)-/.test(specifier)) filesOfWidget(join(dirname(file), specifier), found);
  }
  return found;
}

function check(name, files, most) {
  const size = [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(root, file))).length, 0);
  console.log(`${name}: ${Math.ceil(size / 1000)} kB of JavaScript and CSS, gzipped`);
  if (size <= most) return;
  console.error(`That is more than ${most / 1000} kB: split what is not needed first, or take a smaller library.`);
  process.exitCode = 1;
}

check('first load of the page', filesOfPage(), 200_000);
check('widget before it is opened', filesOfWidget(), 70_000);
