import assert from 'node:assert/strict';
import { api, app, client, codeOf, connected, next, PusherClient, subscribed } from './support.mjs';

export async function connects_and_learns_its_socket_id() {
  const one = await connected(client());
  const two = await connected(client());
  assert.match(one.connection.socket_id, /^\d+\.\d+$/);
  assert.notEqual(one.connection.socket_id, two.connection.socket_id);
}

export async function gives_up_for_good_on_an_unknown_key() {
  const stranger = new PusherClient('unknown', { cluster: 'local', wsHost: app.host, wsPort: app.port, forceTLS: false, enabledTransports: ['ws'] });
  const error = next(stranger.connection, 'error');
  await next(stranger.connection, 'disconnected');
  assert.equal(codeOf(await error), 4001);
}

export async function own_pings_are_answered() {
  // A short activity timeout makes the client ping; without the pong it would reconnect.
  const one = await connected(client({ activityTimeout: 300, pongTimeout: 2000 }));
  let pongs = 0;
  one.connection.bind('message', message => (pongs += message.event === 'pusher:pong' ? 1 : 0));
  const id = one.connection.socket_id;
  while (pongs < 3) await next(one.connection, 'message');
  assert.equal(one.connection.socket_id, id);
}

export async function terminated_user_is_disconnected_for_good() {
  const one = await connected(client({ user: 'u1' }));
  one.signin();
  await one.user.signinDonePromise;
  const error = next(one.connection, 'error');
  const end = next(one.connection, 'disconnected');
  await api.terminateUserConnections('u1');
  await end;
  assert.equal(codeOf(await error), 4009);
}

export async function survives_ten_thousand_subscribe_and_unsubscribe() {
  const one = await connected(client());
  for (let i = 0; i < 10_000; i++) {
    one.send_event('pusher:subscribe', { channel: `churn-${i}` });
    one.send_event('pusher:unsubscribe', { channel: `churn-${i}` });
  }
  const id = one.connection.socket_id;
  await subscribed(one, 'after');
  assert.equal(one.connection.socket_id, id);
  assert.deepEqual(Object.keys((await (await api.get({ path: '/channels' })).json()).channels), ['after']);
}
