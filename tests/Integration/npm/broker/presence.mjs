import assert from 'node:assert/strict';
import { client, collect, connected, next, settled, subscribed } from './support.mjs';

export async function members_come_and_go() {
  const an = await connected(client({ user: 'an' }));
  const channel = await subscribed(an, 'presence-a');
  assert.equal(channel.members.count, 1);
  assert.deepEqual(channel.members.me, { id: 'an', info: { name: 'AN' } });

  const added = next(channel, 'pusher:member_added');
  const bo = await connected(client({ user: 'bo' }));
  const seen = await subscribed(bo, 'presence-a');
  assert.deepEqual(await added, { id: 'bo', info: { name: 'BO' } });
  assert.equal(seen.members.count, 2);
  assert.deepEqual(seen.members.get('an'), { id: 'an', info: { name: 'AN' } });

  const removed = next(channel, 'pusher:member_removed');
  bo.disconnect();
  assert.deepEqual(await removed, { id: 'bo', info: { name: 'BO' } });
  assert.equal(channel.members.count, 1);
}

export async function two_tabs_are_one_member() {
  const watcher = await connected(client({ user: 'w' }));
  const channel = await subscribed(watcher, 'presence-a');
  const added = collect(channel, 'pusher:member_added');
  const removed = collect(channel, 'pusher:member_removed');
  const tab1 = await connected(client({ user: 'an' }));
  const tab2 = await connected(client({ user: 'an' }));
  await subscribed(tab1, 'presence-a');
  await subscribed(tab2, 'presence-a');
  tab1.unsubscribe('presence-a');
  await settled(tab1);
  await settled(watcher);
  assert.equal(added.length, 1);
  assert.equal(removed.length, 0);
  assert.equal(channel.members.count, 2);

  const gone = next(channel, 'pusher:member_removed');
  tab2.disconnect();
  assert.equal((await gone).id, 'an');
}

export async function members_are_complete_again_after_a_reconnect() {
  const an = await connected(client({ user: 'an' }));
  const bo = await connected(client({ user: 'bo' }));
  await subscribed(bo, 'presence-a');
  const channel = await subscribed(an, 'presence-a');
  const again = next(channel, 'pusher:subscription_succeeded');
  an.disconnect();
  an.connect();
  await again;
  assert.equal(channel.members.count, 2);
}

export async function signed_in_user_joins_without_channel_data() {
  const an = await connected(client({ userData: { id: 'an', user_info: { name: 'An' } } }));
  an.signin();
  const channel = await subscribed(an, 'presence-a');
  assert.deepEqual(channel.members.me, { id: 'an', info: { name: 'An' } });
}
