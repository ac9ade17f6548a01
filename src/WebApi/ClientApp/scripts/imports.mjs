// Three ESLint rules about imports within this project. Imports of types count as well: they are not there at run time, but a reader follows them.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

const root = join(import.meta.dirname, '..');
const known = new Map();

/** The file that an import means, or null for a package of somebody else or a style sheet. */
function target(file, source) {
  const own = /^@messaging\/(\w+)$/.exec(source);
  if (own !== null) return join(root, 'packages', own[1], 'src', 'index.ts');
  if (!source.startsWith('.')) return null;
  const path = join(dirname(file), source);
  return [path, `${path}.ts`, `${path}.tsx`, join(path, 'index.ts')].find((name) => /\.tsx?$/.test(name) && existsSync(name) && statSync(name).isFile()) ?? null;
}

/** The files that a file imports, as it stands on the disk. */
function importsOf(file) {
  const { mtimeMs } = statSync(file);
  if (known.get(file)?.mtimeMs !== mtimeMs) {
    const sources = [...readFileSync(file, 'utf8').matchAll(/\b(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1]);
    known.set(file, { mtimeMs, targets: sources.map((source) => target(file, source)).filter((path) => path !== null) });
  }
  return known.get(file).targets;
}

/** The way from one file to another along imports, or null. */
function wayTo(goal, from, seen = new Set()) {
  if (from === goal) return [from];
  seen.add(from);
  for (const next of importsOf(from)) {
    const way = seen.has(next) ? null : wayTo(goal, next, seen);
    if (way !== null) return [from, ...way];
  }
  return null;
}

const nameOf = (file) => relative(root, file).split(sep).join('/');
const folderOf = (file) => dirname(nameOf(file));
/** The package that a file belongs to; `src` is the app. */
const packageOf = (file) => /^(?:packages\/)?[^/]+/.exec(nameOf(file))?.[0];

/** Calls the check with each import or re-export of another file of the project. */
const visitor = (context, check) => {
  const visit = (node) => {
    const file = node.source?.value === undefined ? null : target(context.filename, node.source.value);
    if (file?.startsWith(root + sep)) check(node, file);
  };
  return { ImportDeclaration: visit, ImportExpression: visit, ExportNamedDeclaration: visit, ExportAllDeclaration: visit };
};

export default {
  rules: {
    'no-circle': {
      create: (context) => visitor(context, (node, file) => {
        const way = wayTo(context.filename, file);
        if (way !== null) context.report({ node, message: `Circle of imports: ${[context.filename, ...way].map(nameOf).join(' -> ')}` });
      }),
    },
    folders: {
      meta: { schema: [{ type: 'object', additionalProperties: { type: 'array', items: { type: 'string' } } }] },
      create: (context) => visitor(context, (node, file) => {
        const [from, to] = [folderOf(context.filename), folderOf(file)];
        if (from === to || context.options[0][from]?.includes(to)) return;
        context.report({ node, message: `${from} may not import from ${to}; eslint.config.js says which folder may.` });
      }),
    },
    'package-by-name': {
      create: (context) => visitor(context, (node, file) => {
        if (packageOf(context.filename) === packageOf(file) || !node.source.value.startsWith('.')) return;
        context.report({ node, message: `${packageOf(file)} is another package: import it by its name.` });
      }),
    },
  },
};
