import assert from 'node:assert/strict';
import { api, app, client, collect, connected, refusal, server, settled, subscribed } from './support.mjs';

const json = async (path, params) => (await api.get({ path, params })).json();

export async function trigger_excludes_a_socket_and_answers_with_info() {
  const one = await connected(client());
  const two = await connected(client());
  const got1 = collect(await subscribed(one, 'a'), 'hello');
  const got2 = collect(await subscribed(two, 'a'), 'hello');
  const answer = await api.trigger(['a', 'b'], 'hello', 1, { socket_id: one.connection.socket_id, info: 'subscription_count' });
  assert.deepEqual(await answer.json(), { channels: { a: { subscription_count: 2 }, b: { subscription_count: 0 } } });
  await settled(one);
  await settled(two);
  assert.deepEqual([got1, got2], [[], [1]]);
}

export async function batch_keeps_its_order_and_answers_with_info() {
  const one = await connected(client({ user: 'an' }));
  const got = collect(await subscribed(one, 'presence-a'), 'n');
  const batch = Array.from({ length: 10 }, (_, i) => ({ channel: 'presence-a', name: 'n', data: i, info: i === 3 ? 'user_count' : undefined }));
  const answer = await (await api.triggerBatch(batch)).json();
  assert.deepEqual(answer.batch[3], { user_count: 1 });
  assert.deepEqual(answer.batch[0], {});
  await settled(one);
  assert.deepEqual(got, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
}

export async function channels_and_users_can_be_asked_for() {
  const one = await connected(client({ user: 'an' }));
  await subscribed(one, 'presence-a');
  await subscribed(one, 'cache-b');
  await api.trigger('cache-b', 'price', 'one');
  assert.deepEqual(await json('/channels', { filter_by_prefix: 'presence-', info: 'user_count' }), { channels: { 'presence-a': { user_count: 1 } } });
  assert.deepEqual(await json('/channels/presence-a', { info: 'user_count,subscription_count' }), { occupied: true, user_count: 1, subscription_count: 1 });
  assert.deepEqual(await json('/channels/presence-a/users'), { users: [{ id: 'an' }] });
  const cached = await json('/channels/cache-b', { info: 'cache' });
  assert.equal(cached.cache.data, 'one');
  assert.ok(cached.cache.ttl > 1700 && cached.cache.ttl <= 1800);
  assert.deepEqual(await json('/channels/cache-c', { info: 'cache' }), { occupied: false, cache: null });
}

export async function refusals_have_real_status_codes_and_a_message() {
  const cases = [
    [() => server({ secret: 'wrong' }).trigger('a', 'b', 'c'), 401],
    [() => server({ key: 'wrong' }).trigger('a', 'b', 'c'), 401],
    [() => server({ appId: 'wrong' }).trigger('a', 'b', 'c'), 404],
    [() => api.trigger('a', 'b', 'x'.repeat(10_241)), 413],
    [() => api.triggerBatch(Array.from({ length: 11 }, () => ({ channel: 'a', name: 'b', data: 'c' }))), 400],
    [() => api.get({ path: '/channels/news/users' }), 400],
    [() => api.get({ path: '/nothing' }), 404],
  ];
  for (const [call, status] of cases) {
    const answer = await refusal(call());
    assert.equal(answer.status, status);
    assert.ok(answer.body.length > 0);
    assert.ok(!answer.body.includes(app.secret));
  }
}

export async function webhook_is_valid_for_the_server_library() {
  const { headers, body } = JSON.parse(process.argv[4]);
  const webhook = api.webhook({ headers, rawBody: body });
  assert.ok(webhook.isValid());
  assert.ok(!api.webhook({ headers, rawBody: body + ' ' }).isValid());
  const names = webhook.getEvents().map(event => event.name);
  for (const name of ['channel_occupied', 'member_added']) assert.ok(names.includes(name), name);
  assert.ok(Math.abs(webhook.getTime().getTime() - Date.now()) < 60_000);
}
