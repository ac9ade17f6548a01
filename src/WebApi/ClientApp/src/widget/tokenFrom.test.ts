import { afterEach, expect, test, vi } from 'vitest';
import { tokenFrom } from './tokenFrom';

const answer = (body: string | null, status = 200) => vi.stubGlobal('fetch', vi.fn(() => Promise.resolve(new Response(body, { status }))));
const ask = async () => tokenFrom('/token')({ refresh: false });

afterEach(() => vi.unstubAllGlobals());

test('the token is the text, asked for with the cookies of the page and of nobody else', async () => {
  answer('abc\n');
  expect(await ask()).toBe('abc');
  expect(fetch).toHaveBeenCalledWith('/token', expect.objectContaining({ mode: 'same-origin', credentials: 'same-origin', cache: 'no-store' }));
});

test.each([[null, 204], ['', 200], ['Sign in first', 401]])('%j with %i: nobody is signed in', async (body, status) => {
  answer(body, status);
  expect(await ask()).toBeNull();
});

test('a host page that fails is asked again', async () => {
  answer('no', 500);
  await expect(ask()).rejects.toThrow('/token answered 500');
});
