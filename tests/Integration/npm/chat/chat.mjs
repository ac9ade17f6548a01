// node chat.mjs <task as JSON>: two people in one conversation, each with the official pusher-js and
// nothing but what the API tells them. Each sends; both must see every message once, in order, live.
// task: { api, conversation, count, people: [{ id, token }] }
import { createRequire } from 'node:module';
import { randomBytes } from 'node:crypto';

const Pusher = createRequire(import.meta.url)('pusher-js');
const task = JSON.parse(process.argv[2]);
const patience = 60_000;

async function call(person, method, path, body) {
  const response = await fetch(new URL(path, task.api), {
    method,
    headers: { authorization: `Bearer ${person.token}`, ...(body && { 'content-type': 'application/json' }) },
    body: body && JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** RFC 9562, version 7. */
function uuid7() {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const within = (promise, what) =>
  Promise.race([promise, new Promise((_, reject) => setTimeout(() => reject(new Error(`not within ${patience} ms: ${what}`)), patience).unref())]);

function subscribed(pusher, name) {
  const channel = pusher.subscribe(name);
  return within(new Promise((resolve, reject) => {
    channel.bind('pusher:subscription_succeeded', () => resolve(channel));
    channel.bind('pusher:subscription_error', error => reject(new Error(`${name}: ${JSON.stringify(error)}`)));
  }), `subscribed to ${name}`);
}

async function join(person) {
  const { push } = await call(person, 'GET', '/api/v1/config');
  const pusher = new Pusher(push.key, {
    cluster: push.cluster ?? 'none',
    wsHost: push.wsHost,
    wsPort: push.wsPort,
    wssPort: push.wssPort,
    forceTLS: push.forceTls,
    enabledTransports: ['ws'],
    enableStats: false,
    channelAuthorization: {
      endpoint: new URL(push.authEndpoint, task.api).href,
      transport: 'ajax',
      headersProvider: () => ({ authorization: `Bearer ${person.token}` }),
    },
    userAuthentication: {
      endpoint: new URL(push.userAuthEndpoint, task.api).href,
      transport: 'ajax',
      headersProvider: () => ({ authorization: `Bearer ${person.token}` }),
    },
  });
  pusher.signin();
  const member = { person, pusher, sequences: [], rows: [] };
  const own = await subscribed(pusher, `presence-user-${person.id}`);
  own.bind('conversation-updated', ({ revision }) => member.rows.push(revision));
  const chat = await subscribed(pusher, `presence-chat-${task.conversation}`);
  member.all = new Promise(resolve => chat.bind('new-message', ({ message }) => {
    member.sequences.push(message.sequence);
    if (message.sequence === task.count * task.people.length) resolve();
  }));
  return member;
}

async function sendAll(member) {
  for (let i = 1; i <= task.count; i++)
    await call(member.person, 'POST', `/api/v1/conversations/${task.conversation}/messages`, { id: uuid7(), body: `${i}` });
}

try {
  const members = await Promise.all(task.people.map(join));
  const before = Date.now();
  await Promise.all(members.map(sendAll));
  await within(Promise.all(members.map(member => member.all)), 'the last message arrives');
  console.log(JSON.stringify({
    milliseconds: Date.now() - before,
    members: members.map(({ sequences, rows, pusher }) => ({ sequences, rows, state: pusher.connection.state })),
  }));
  for (const { pusher } of members) pusher.disconnect();
  process.exit(0);
} catch (error) {
  console.error(error);
  process.exit(1);
}
