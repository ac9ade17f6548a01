import { vi } from 'vitest';

type Handler = (url: URL, init: RequestInit) => unknown;

/** Answers `fetch` from a table of `METHOD /path` and records what was asked. Other requests get 404. */
export function fakeApi(routes: Record<string, Handler>) {
  const asked: string[] = [];
  const fetch = vi.fn((input: string, init: RequestInit = {}) => {
    const url = new URL(input, 'http://localhost');
    const key = `${init.method ?? 'GET'} ${url.pathname.replace('/api/v1', '')}`;
    asked.push(key);
    const handler = routes[key];
    const body = handler === undefined ? { code: 'not_found', status: 404 } : handler(url, init);
    const headers = { 'Content-Type': 'application/json' };
    return Promise.resolve(new Response(JSON.stringify(body), { status: handler === undefined ? 404 : 200, headers }));
  });
  vi.stubGlobal('fetch', fetch);
  return { asked, routes };
}
