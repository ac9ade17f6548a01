import assert from 'node:assert/strict';
import { api, client, codeOf, collect, connected, next, settled } from './support.mjs';

async function signedIn(options) {
  const created = await connected(client(options));
  created.signin();
  await created.user.signinDonePromise;
  await settled(created);
  return created;
}

export async function events_reach_the_signed_in_user_on_every_connection() {
  const tab1 = await signedIn({ user: 'an' });
  const tab2 = await signedIn({ user: 'an' });
  const other = await signedIn({ user: 'bo' });
  const others = collect(other.user, 'hello');
  const events = [next(tab1.user, 'hello'), next(tab2.user, 'hello')];
  await api.sendToUser('an', 'hello', { n: 1 });
  assert.deepEqual(await Promise.all(events), [{ n: 1 }, { n: 1 }]);
  await settled(other);
  assert.deepEqual(others, []);
}

export async function user_channel_of_someone_else_is_refused() {
  const an = await signedIn({ user: 'an' });
  // The library refuses the name by itself, so the command is sent past it.
  const messages = collect(an.connection, 'message');
  an.send_event('pusher:subscribe', { channel: '#server-to-user-bo' });
  await settled(an);
  assert.equal(messages.find(message => message.event === 'pusher:subscription_error').data.status, 403);
}

export async function watchlist_tells_who_comes_and_goes() {
  await signedIn({ user: 'bo' });
  const an = await connected(client({ userData: { id: 'an', watchlist: ['bo', 'cy'] } }));
  const online = next(an.user.watchlist, 'online');
  const offline = next(an.user.watchlist, 'offline');
  an.signin();
  assert.deepEqual((await online).user_ids, ['bo']);
  assert.deepEqual((await offline).user_ids, ['cy']);

  const came = next(an.user.watchlist, 'online');
  const cy = await signedIn({ user: 'cy' });
  assert.deepEqual((await came).user_ids, ['cy']);
  const went = next(an.user.watchlist, 'offline');
  cy.disconnect();
  assert.deepEqual((await went).user_ids, ['cy']);
}

export async function too_long_a_watchlist_is_error_4302_and_no_disconnect() {
  const an = await connected(client({ userData: { id: 'an', watchlist: Array.from({ length: 101 }, (_, i) => `u${i}`) } }));
  const error = next(an.connection, 'error');
  an.signin();
  await an.user.signinDonePromise;
  assert.equal(codeOf(await error), 4302);
  assert.equal(an.connection.state, 'connected');
}
