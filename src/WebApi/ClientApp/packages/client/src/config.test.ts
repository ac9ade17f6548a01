import { afterEach, expect, test, vi } from 'vitest';
import { config } from '../testing/fixtures';
import { loadConfig } from './api';
import { memoryStorage } from './storage';

const changed = { ...config, push: { ...config.push, key: 'another' } };
const answer = (body: object) => vi.stubGlobal('fetch', vi.fn(() => Promise.resolve(Response.json(body))));

afterEach(() => vi.unstubAllGlobals());

test('kept settings are there while the server does not answer', async () => {
  const storage = memoryStorage();
  answer(config);
  expect(await loadConfig('', storage)).toEqual(config);
  vi.stubGlobal('fetch', vi.fn(() => new Promise(() => undefined)));
  expect(await loadConfig('', storage)).toEqual(config);
});

test('changed settings are reported and kept for the next start', async () => {
  const storage = memoryStorage();
  answer(config);
  await loadConfig('', storage);
  const onChange = vi.fn();
  await loadConfig('', storage, onChange);
  answer(changed);
  expect(await loadConfig('', storage, onChange)).toEqual(config);
  await vi.waitFor(() => expect(onChange.mock.calls).toEqual([[changed]]));
  expect(await loadConfig('', storage)).toEqual(changed);
});

test('without kept settings, a server that cannot be reached is a failure', async () => {
  vi.stubGlobal('fetch', vi.fn(() => Promise.reject(new TypeError('Failed to fetch'))));
  await expect(loadConfig('', memoryStorage())).rejects.toMatchObject({ status: 0 });
});
