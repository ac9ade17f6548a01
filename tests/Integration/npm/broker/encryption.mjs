import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { client, connected, next, refusal, server, subscribed, PusherClient } from './support.mjs';

const require = createRequire(import.meta.url);
const master = server({ encryptionMasterKeyBase64: Buffer.alloc(32, 7).toString('base64') });

/** pusher-js/with-encryption is built for browsers: this is as much of one as it needs. */
function withEncryption() {
  globalThis.self = globalThis.window = globalThis;
  globalThis.WebSocket = PusherClient.Runtime.getWebSocketAPI();
  globalThis.document = { body: {}, location: { protocol: 'http:' }, addEventListener() {}, createElement: () => ({}), getElementsByTagName: () => [] };
  globalThis.addEventListener ??= () => {};
  return require('pusher-js/with-encryption');
}

export async function encrypted_event_is_relayed_and_decrypted() {
  const one = await connected(client({ Library: withEncryption(), master }));
  const channel = await subscribed(one, 'private-encrypted-a');
  const event = next(channel, 'secret');
  await master.trigger('private-encrypted-a', 'secret', { text: 'Grüße' });
  assert.deepEqual(await event, { text: 'Grüße' });
}

export async function encrypted_cache_channel_begins_with_its_last_event() {
  await master.trigger('private-encrypted-cache-a', 'secret', 'one');
  const one = await connected(client({ Library: withEncryption(), master }));
  assert.equal(await next(one.subscribe('private-encrypted-cache-a'), 'secret'), 'one');
}

export async function encrypted_event_takes_one_channel_only() {
  await assert.rejects(async () => master.trigger(['private-encrypted-a', 'b'], 'secret', 1));
  const plain = server();
  const answer = await refusal(plain.post({ path: '/events', body: { name: 'x', data: 'x', channels: ['private-encrypted-a', 'b'] } }));
  assert.equal(answer.status, 400);
}
