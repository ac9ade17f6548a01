// A Socket.IO server that loses nothing: the message and its outbox row are one transaction, and only
// what is committed is emitted. It is what the program "compare" measures this project against.
import { randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import jwt from 'jsonwebtoken';
import { Server } from 'socket.io';
import { Database } from './database.js';
import { Relay } from './relay.js';

const secret = randomBytes(32);
const maximumBytes = 64 * 1024;
const maximumLength = 4_000;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const sendPath = /^\/api\/v1\/conversations\/([0-9a-f-]{36})\/messages$/;

const database = new Database({ host: process.env.PGHOST, user: process.env.PGUSER, database: process.env.PGDATABASE });
const http = createServer((request, response) => {
  handle(request, response).catch(error => {
    console.error(error);
    if (!response.headersSent) answer(response, 500, { code: 'internal' });
  });
});
const io = new Server(http, { serveClient: false });
const relay = new Relay(io, database);

/** The conversations of each user. */
const conversationsOf = new Map();

/** The last send of each conversation; the next one starts after it, so that events leave in the order of the commits. */
const lastSends = new Map();

io.use((socket, next) => {
  try {
    socket.data.user = jwt.verify(socket.handshake.auth.token, secret, { algorithms: ['HS256'] }).sub;
    next();
  } catch (error) {
    next(error);
  }
});

io.on('connection', socket => {
  // A room has the name of its conversation.
  socket.join(conversationsOf.get(socket.data.user) ?? []);
  socket.emit('ready');
});

async function handle(request, response) {
  if (request.method !== 'POST') return answer(response, 404, { code: 'not_found' });
  const url = new URL(request.url, 'http://localhost');
  if (url.pathname === '/setup') return answer(response, 200, await setUp(Number(url.searchParams.get('pairs'))));

  const conversation = sendPath.exec(url.pathname)?.[1];
  if (!conversation) return answer(response, 404, { code: 'not_found' });
  const user = userOf(request);
  if (!user) return answer(response, 401, { code: 'unauthorized' });
  const { id, body } = await readJson(request);
  if (typeof id !== 'string' || !uuid.test(id) || typeof body !== 'string' || body.length === 0 || body.length > maximumLength) {
    return answer(response, 400, { code: 'invalid' });
  }
  const sent = await sendInOrder(conversation, user, id, body);
  answer(response, sent ? 201 : 404, sent?.message ?? { code: 'not_found' });
}

async function sendInOrder(conversation, user, id, body) {
  const before = lastSends.get(conversation);
  const sending = (async () => {
    await before?.catch(() => {});
    const sent = await database.send(conversation, user, id, body);
    if (sent?.outboxId) relay.deliver(sent.outboxId, sent.message);
    return sent;
  })();
  lastSends.set(conversation, sending);
  try {
    return await sending;
  } finally {
    if (lastSends.get(conversation) === sending) lastSends.delete(conversation);
  }
}

async function setUp(count) {
  const pairs = Array.from({ length: count }, () => ({ conversation: randomUUID(), sender: randomUUID(), receiver: randomUUID() }));
  await database.open(pairs);
  for (const { conversation, sender, receiver } of pairs) {
    conversationsOf.set(sender, [conversation]);
    conversationsOf.set(receiver, [conversation]);
  }
  return pairs.map(({ conversation, sender, receiver }) => ({ conversation, senderToken: sign(sender), receiverToken: sign(receiver) }));
}

function sign(user) {
  return jwt.sign({}, secret, { subject: user, expiresIn: '1h' });
}

function userOf(request) {
  try {
    return jwt.verify(request.headers.authorization.slice('Bearer '.length), secret, { algorithms: ['HS256'] }).sub;
  } catch {
    return undefined;
  }
}

async function readJson(request) {
  const parts = [];
  let length = 0;
  for await (const part of request) {
    length += part.length;
    if (length > maximumBytes) return {};
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts)) ?? {};
  } catch {
    return {};
  }
}

function answer(response, status, value) {
  const json = Buffer.from(JSON.stringify(value));
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': json.length }).end(json);
}

await database.createSchema();
relay.start();
http.listen(0, '127.0.0.1', () => console.log(`Peer: http://127.0.0.1:${http.address().port}`));
