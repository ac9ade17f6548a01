// node sample.mjs <address>: a page of the sample host, as its README shows it.
import assert from 'node:assert/strict';
import { PusherClient, next, subscribed } from './support.mjs';

const address = new URL(process.argv[2]);
const pusher = new PusherClient('sample-key', {
  cluster: 'local',
  wsHost: address.hostname,
  wsPort: address.port,
  forceTLS: false,
  enabledTransports: ['ws'],
  channelAuthorization: { endpoint: new URL('/pusher/auth', address).href },
});
try {
  const room = await subscribed(pusher, 'presence-room');
  assert.deepEqual(room.members.me, { id: '1', info: { name: 'An' } });

  const news = await subscribed(pusher, 'news');
  const headline = next(news, 'headline');
  const answer = await fetch(new URL('/headlines/ready', address), { method: 'POST' });
  assert.equal(answer.status, 204);
  assert.deepEqual(await headline, { text: 'ready' });
} finally {
  pusher.disconnect();
}
