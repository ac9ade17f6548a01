// Builds the web client for the .NET build. Several builds of the solution may reach this at the same time (and one
// build may start it twice), so a lock directory lets one in, and hashes tell the others that the work is done.
import { execSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const obj = join(root, '..', 'obj');
const page = join(root, '..', 'wwwroot', 'index.html');
const lock = join(obj, 'clientapp.lock');
const staleLockMs = 15 * 60_000;

/** Quiet when it works; the whole output when it does not. */
function run(command) {
  try {
    execSync(command, { cwd: root, stdio: 'pipe' });
  } catch (error) {
    console.error(`${command} failed:\n${error.stdout}\n${error.stderr}`);
    process.exit(1);
  }
}

/** Folders that a build makes. */
const made = ['dist', 'node_modules'];

const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '');
const files = (path) =>
  statSync(path).isDirectory() ? readdirSync(path).filter((name) => !made.includes(name)).sort().flatMap((name) => files(join(path, name))) : [path];

function hash(...paths) {
  const sum = createHash('sha256');
  for (const file of paths.map((path) => join(root, path)).filter(existsSync).flatMap(files)) {
    sum.update(file.slice(root.length)).update(readFileSync(file));
  }
  return sum.digest('hex');
}

/** Runs a step unless its stamp says that it was done for the same inputs. */
function once(stamp, digest, isThere, step) {
  if (isThere && read(stamp) === digest) return;
  step();
  writeFileSync(stamp, digest);
}

async function enter() {
  mkdirSync(obj, { recursive: true });
  for (;;) {
    try {
      return mkdirSync(lock);
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
      if (age > staleLockMs) rmSync(lock, { recursive: true, force: true });
      else await sleep(300);
    }
  }
}

const leave = () => rmSync(lock, { recursive: true, force: true });

await enter();
process.on('exit', leave);
process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));
const modules = join(root, 'node_modules');
once(join(obj, 'clientapp.npm'), hash('package-lock.json', '.npmrc'), existsSync(modules), () => run('npm ci --no-audit --no-fund'));
const inputs = hash('src', 'packages', 'scripts', 'public', 'index.html', 'package.json', 'package-lock.json', 'vite.config.ts', 'tsconfig.json');
once(join(obj, 'clientapp.build'), inputs, existsSync(page), () => run('npm run build'));
// MSBuild compares times: say that the page is newer than its inputs, also when nothing had to be done.
utimesSync(page, new Date(), new Date());
