import assert from 'node:assert/strict';
import { api, client, codeOf, collect, connected, next, nextWithMetadata, settled, subscribed } from './support.mjs';

export async function public_channel_gets_events() {
  const one = await connected(client());
  const channel = await subscribed(one, 'news');
  const event = next(channel, 'hello');
  await api.trigger('news', 'hello', { text: 'Grüße, 世界 "quoted" \\ \u2028' });
  assert.deepEqual(await event, { text: 'Grüße, 世界 "quoted" \\ \u2028' });
}

export async function private_channel_gets_events() {
  const one = await connected(client());
  const channel = await subscribed(one, 'private-a');
  const event = next(channel, 'hello');
  await api.trigger('private-a', 'hello', 'text');
  assert.equal(await event, 'text');
}

export async function private_channel_data_is_part_of_the_signature() {
  const one = await connected(client({
    channelAuthorization: {
      customHandler: ({ socketId, channelName }, done) => done(null, api.authorizeChannel(socketId, channelName, { user_id: 'x', note: 1 })),
    },
  }));
  await subscribed(one, 'private-a');
}

export async function wrong_signature_reaches_the_channels_error_handler() {
  const one = await connected(client({
    channelAuthorization: { customHandler: (_, done) => done(null, { auth: 'wrong:0000' }) },
  }));
  const error = await next(one.subscribe('private-a'), 'pusher:subscription_error');
  assert.equal(error.status, 401);
  assert.equal(error.type, 'AuthError');
  assert.equal(one.connection.state, 'connected');
}

export async function unsubscribed_channel_gets_nothing_and_can_come_back() {
  const one = await connected(client());
  const events = collect(await subscribed(one, 'news'), 'hello');
  one.unsubscribe('news');
  await settled(one);
  await api.trigger('news', 'hello', 1);
  await settled(one);
  assert.deepEqual(events, []);
  const again = collect(await subscribed(one, 'news'), 'hello');
  await api.trigger('news', 'hello', 2);
  await settled(one);
  assert.deepEqual(again, [2]);
}

export async function subscribe_and_unsubscribe_in_quick_succession_ends_as_the_last_one() {
  const one = await connected(client());
  for (let i = 0; i < 20; i++) {
    one.subscribe('private-a');
    one.unsubscribe('private-a');
  }
  const channel = one.subscribe('private-a');
  await settled(one);
  await settled(one);
  const event = next(channel, 'hello');
  await api.trigger('private-a', 'hello', 1);
  assert.equal(await event, 1);
}

export async function client_events_reach_the_others_only() {
  const sender = await connected(client({ user: 'u1' }));
  const other = await connected(client({ user: 'u2' }));
  const own = collect(await subscribed(sender, 'presence-a'), 'client-hello');
  const event = nextWithMetadata(await subscribed(other, 'presence-a'), 'client-hello');
  sender.channel('presence-a').trigger('client-hello', { n: [1, 2], s: 'é' });
  const [data, metadata] = await event;
  assert.deepEqual(data, { n: [1, 2], s: 'é' });
  assert.deepEqual(metadata, { user_id: 'u1' });
  await settled(sender);
  assert.deepEqual(own, []);
}

export async function eleventh_client_event_in_a_second_is_error_4301_and_no_disconnect() {
  const sender = await connected(client());
  const other = await connected(client());
  const channel = await subscribed(sender, 'private-a');
  const got = collect(await subscribed(other, 'private-a'), 'client-hello');
  const error = next(sender.connection, 'error');
  for (let i = 0; i < 11; i++) channel.trigger('client-hello', i);
  assert.equal(codeOf(await error), 4301);
  await settled(sender);
  await settled(other);
  assert.equal(got.length, 10);
  assert.equal(sender.connection.state, 'connected');
}

export async function cache_channel_begins_with_its_last_event_or_a_miss() {
  const one = await connected(client());
  const missed = next(one.subscribe('cache-a'), 'pusher:cache_miss');
  await missed;
  await api.trigger('cache-a', 'price', { eur: 1 });
  await api.trigger('cache-a', 'price', { eur: 2 });
  const two = await connected(client());
  assert.deepEqual(await next(two.subscribe('cache-a'), 'price'), { eur: 2 });
  const three = await connected(client({ user: 'u1' }));
  await next(three.subscribe('private-cache-a'), 'pusher:cache_miss');
  await next(three.subscribe('presence-cache-a'), 'pusher:cache_miss');
}

export async function subscription_count_is_told() {
  const one = await connected(client());
  const channel = one.subscribe('news');
  assert.deepEqual(await next(channel, 'pusher:subscription_count'), { subscription_count: 1 });
  const two = await connected(client());
  two.subscribe('news');
  assert.deepEqual(await next(channel, 'pusher:subscription_count'), { subscription_count: 2 });
  two.disconnect();
  assert.deepEqual(await next(channel, 'pusher:subscription_count'), { subscription_count: 1 });
  assert.equal(channel.subscriptionCount, 1);
}
