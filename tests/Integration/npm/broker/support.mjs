// What the scenarios share: the official libraries, pointed at the broker under test.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const PusherClient = require('pusher-js');
const PusherServer = require('pusher');

export const app = JSON.parse(process.env.BROKER ?? process.argv[3] ?? '{}');

/** The server library. */
export function server(options = {}) {
  return new PusherServer({ appId: app.appId, key: app.key, secret: app.secret, host: app.host, port: app.port, useTLS: false, ...options });
}

export const api = server();

const clients = [];

/** The client library; it asks the server library for signatures. */
export function client({ user, userData, Library = PusherClient, master = api, ...options } = {}) {
  const created = new Library(app.key, {
    cluster: 'local',
    wsHost: app.host,
    wsPort: app.port,
    forceTLS: false,
    enabledTransports: ['ws'],
    enableStats: false,
    channelAuthorization: {
      customHandler: ({ socketId, channelName }, done) => {
        const member = user && channelName.startsWith('presence-') ? { user_id: user, user_info: { name: user.toUpperCase() } } : undefined;
        done(null, master.authorizeChannel(socketId, channelName, member));
      },
    },
    userAuthentication: { customHandler: ({ socketId }, done) => done(null, master.authenticateUser(socketId, userData ?? { id: user })) },
    ...options,
  });
  clients.push(created);
  return created;
}

export function disconnectAll() {
  for (const each of clients) each.disconnect();
}

/** Resolves with what the target emits next under this name. */
export const next = async (target, name) => (await nextWithMetadata(target, name))[0];

/** The same with what the library adds to it: of client events, the sender. */
export function nextWithMetadata(target, name) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no ${name} within 15 s`)), 15_000);
    const handler = (...args) => {
      clearTimeout(timer);
      target.unbind(name, handler);
      resolve(args);
    };
    target.bind(name, handler);
  });
}

/** Collects everything that the target emits under this name. */
export function collect(target, name) {
  const items = [];
  target.bind(name, item => items.push(item));
  return items;
}

export async function connected(created) {
  if (created.connection.state !== 'connected') await next(created.connection, 'connected');
  return created;
}

export async function subscribed(created, name) {
  const channel = created.subscribe(name);
  if (!channel.subscribed) await next(channel, 'pusher:subscription_succeeded');
  return channel;
}

/** Resolves when all that was sent to this client before has arrived: the answer to a subscription comes after it. */
let barriers = 0;
export async function settled(created) {
  const name = `barrier-${barriers++}`;
  await subscribed(created, name);
  created.unsubscribe(name);
}

/** The code of an error event, which comes bare or wrapped. */
export const codeOf = error => (error.error ?? error).data.code;

/** The status of a call that the server library reports as failed, and what was said. */
export async function refusal(call) {
  try {
    await call;
  } catch (error) {
    return { status: error.status, body: error.body };
  }
  throw new Error('the call was accepted');
}

export { PusherClient, PusherServer };
