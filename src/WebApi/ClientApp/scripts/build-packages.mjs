// Builds the two packages into their dist folders, holds their sizes, and packs what `npm publish` would send into wwwroot/packages.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const tarballs = join(root, '..', 'wwwroot', 'packages');
const external = /^(@messaging\/client|pusher-js|react)(\/|$)/;

/** In the order in which they are built. `most` is the size over the wire in bytes, minified, without what is loaded later or comes from others. */
const packages = [
  { name: 'client', entry: 'src/index.ts', most: 30_000 },
  { name: 'react', entry: 'src/index.ts', most: 6_000, banner: "'use client';" },
];

for (const { name, entry, most, banner } of packages) {
  const folder = join(root, 'packages', name);
  await bundle(folder, entry, banner);
  run('tsc', '--project', join(folder, 'tsconfig.build.json'));
  addExtensions(join(folder, 'dist'));
  const size = await sizeOf(folder, entry);
  console.log(`@messaging/${name}: ${(size / 1000).toFixed(1)} kB, minified and gzipped`);
  if (size > most) throw new Error(`That is more than ${most / 1000} kB.`);
}
rmSync(tarballs, { recursive: true, force: true });
mkdirSync(tarballs, { recursive: true });
run('npm', 'pack', '--silent', '--pack-destination', tarballs, ...packages.map(({ name }) => `--workspace=packages/${name}`));

async function bundle(folder, entry, banner) {
  await build({
    configFile: false,
    root: folder,
    logLevel: 'warn',
    build: {
      target: 'es2022',
      sourcemap: true,
      minify: false,
      lib: { entry, formats: ['es'], fileName: 'index' },
      rollupOptions: { external, output: banner === undefined ? {} : { banner } },
    },
  });
}

/** What a page pays for everything in the package. */
async function sizeOf(folder, entry) {
  const { output } = await build({
    configFile: false,
    root: folder,
    logLevel: 'warn',
    build: {
      target: 'es2022',
      write: false,
      rollupOptions: { input: join(folder, entry), external, preserveEntrySignatures: 'strict' },
    },
  });
  return output.filter((file) => file.type === 'chunk').reduce((sum, file) => sum + gzipSync(file.code).length, 0);
}

/** TypeScript leaves relative imports as they are written, and Node's rules want the names of files. */
function addExtensions(dist) {
  for (const name of readdirSync(dist).filter((file) => file.endsWith('.d.ts'))) {
    const file = join(dist, name);
    writeFileSync(file, readFileSync(file, 'utf8').replace(/((?:from|import)\s*\(?\s*['"])(\.\/[\w-]+)(['"])/g, '$1$2.js$3'));
  }
}

/** Quiet when it works; the whole output when it does not. */
function run(program, ...args) {
  try {
    execFileSync(program, args, { cwd: root, stdio: 'pipe', env: { ...process.env, PATH: `${join(root, 'node_modules', '.bin')}:${process.env.PATH}` } });
  } catch (error) {
    console.error(`${program} ${args.join(' ')} failed:\n${error.stdout}\n${error.stderr}`);
    process.exit(1);
  }
}
