import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { afterEach, expect, test, vi } from 'vitest';
import { docs } from '../testing/kit';
import type { GetToken } from './tokenSession';

const [, page = ''] = readFileSync(join(docs, 'add-chat.md'), 'utf8').split('\n## Supabase or Auth0 users\n');
const blockOf = (file: string) => new RegExp(`^\`\`\`ts ${file}\n(.*?)^\`\`\``, 'ms').exec(page)?.[1] ?? '';
const files = ['supabase.ts', 'auth0.ts'];

/** The part of the libraries that the page uses, with the types that the libraries give it. */
const libraries = `
declare module '@supabase/supabase-js' {
  interface Answer { data: { session: { access_token: string } | null }; error: Error | null }
  export function createClient(url: string, key: string): { auth: { getSession(): Promise<Answer>; refreshSession(): Promise<Answer> } };
  export function isAuthRetryableFetchError(error: unknown): boolean;
}
declare module '@auth0/auth0-spa-js' {
  interface Options { domain: string; clientId: string; authorizationParams: { audience: string; redirect_uri: string } }
  export function createAuth0Client(options: Options): Promise<{ getTokenSilently(options: { cacheMode: 'on' | 'off' }): Promise<string | undefined> }>;
  export class GenericError extends Error { error: string }
}`;

const addressOf = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`;
const standIn = (names: string[]) => addressOf(names.map((name) => `export const ${name} = globalThis.library.${name};`).join('\n'));

/** Runs a file of the page with a library of the test. */
async function load(file: string, library: Record<string, unknown>): Promise<GetToken> {
  vi.stubGlobal('library', library);
  const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  const code = ts.transpileModule(blockOf(`src/${file}`), { compilerOptions: options }).outputText
    .replace(/'@(supabase|auth0)\/[^']+'/, `'${standIn(Object.keys(library))}'`);
  // Each has an address of its own, or the second load would be the first again.
  const module = await import(/* @vite-ignore */ addressOf(`${code}// ${Math.random()}`)) as { getToken: GetToken };
  return module.getToken;
}

afterEach(() => vi.unstubAllGlobals());

test('the files have the types of the package', { timeout: 60_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'add-chat-'));
  try {
    for (const file of files) writeFileSync(join(folder, file), blockOf(`src/${file}`));
    writeFileSync(join(folder, 'libraries.d.ts'), libraries);
    const program = ts.createProgram([...files, 'libraries.d.ts'].map((file) => join(folder, file)), {
      strict: true, noEmit: true, skipLibCheck: true, types: [], target: ts.ScriptTarget.ES2024, lib: ['lib.es2024.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
      module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, paths: { '@messaging/client': [join(import.meta.dirname, 'tokenSession.ts')] },
    });
    const problems = ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
    expect(problems).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('Supabase gives its session, a renewed one when asked, null without, and throws what may pass', async () => {
  const lost = new Error('Failed to fetch');
  const answer = (token: string | null, error: Error | null = null) =>
    Promise.resolve({ data: { session: token === null ? null : { access_token: token } }, error });
  const auth = { getSession: vi.fn(() => answer('kept')), refreshSession: vi.fn(() => answer('renewed')) };
  const getToken = await load('supabase.ts', { createClient: () => ({ auth }), isAuthRetryableFetchError: (error: unknown) => error === lost });

  expect(await getToken({ refresh: false })).toBe('kept');
  expect(await getToken({ refresh: true })).toBe('renewed');
  auth.refreshSession.mockReturnValue(answer(null, new Error('Refresh Token Not Found')));
  expect(await getToken({ refresh: true })).toBeNull();
  auth.refreshSession.mockReturnValue(answer(null, lost));
  await expect(getToken({ refresh: true })).rejects.toBe(lost);
});

test('Auth0 gives its token, a renewed one when asked, null without a sign-in, and throws what may pass', async () => {
  class GenericError extends Error {
    readonly error: string;

    constructor(error: string) {
      super(error);
      this.error = error;
    }
  }
  const getTokenSilently = vi.fn(({ cacheMode }: { cacheMode: string }) => Promise.resolve(`cache ${cacheMode}`));
  const getToken = await load('auth0.ts', { createAuth0Client: () => Promise.resolve({ getTokenSilently }), GenericError });

  expect([await getToken({ refresh: false }), await getToken({ refresh: true })]).toEqual(['cache on', 'cache off']);
  getTokenSilently.mockRejectedValue(new GenericError('login_required'));
  expect(await getToken({ refresh: true })).toBeNull();
  getTokenSilently.mockRejectedValue(new GenericError('timeout'));
  await expect(getToken({ refresh: true })).rejects.toThrow('timeout');
});
