import { FakeSocket } from './fakeSocket';
import { start, startAnswer, type Reply, type Scenario } from './kit';

export interface Asked {
  route: string;
  query: URLSearchParams;
  body: unknown;
  answer: (reply: Reply) => void;
}

const NOT_COUNTED = /\/(auth|config|me|presence|pusher|read|typing)(\/|$)/;
const toResponse = ({ status, headers = {}, body }: Reply) =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } });

/** The server of a scenario: answers the start by itself, and then keeps every request until a step takes it. */
export class KitServer {
  readonly #scenario: Scenario;
  #hasStarted = false;
  /** Requests that no step has taken, oldest first. */
  waiting: Asked[] = [];

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
  }

  /** From now on, nothing is answered but by a step. */
  finishStart(): void {
    this.#hasStarted = true;
  }

  fetch = (input: string, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(input, 'http://localhost');
    const route = `${init.method ?? 'GET'} ${url.pathname}`;
    if (NOT_COUNTED.test(url.pathname)) return Promise.resolve(toResponse(besides(url.pathname)));
    if (!this.#hasStarted) {
      const body = startAnswer(this.#scenario, route, url.searchParams);
      return Promise.resolve(toResponse({ status: body === undefined ? 404 : 200, body: body ?? {} }));
    }
    return new Promise((resolve, reject) => {
      const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : null;
      const asked: Asked = { route, query: url.searchParams, body, answer: (reply) => resolve(toResponse(reply)) };
      this.waiting.push(asked);
      init.signal?.addEventListener('abort', () => {
        this.waiting = this.waiting.filter((other) => other !== asked);
        reject(new DOMException('', 'AbortError'));
      });
    });
  };
}

/** The answers to requests that every client sends and no scenario is about. */
function besides(path: string): Reply {
  const user = JSON.stringify({ id: start.me.id });
  if (path.endsWith('/pusher/auth')) return { status: 200, body: { auth: 'app-key:signature', channel_data: JSON.stringify({ user_id: start.me.id }) } };
  if (path.endsWith('/pusher/user-auth')) return { status: 200, body: { auth: 'app-key:signature', user_data: user } };
  if (path.endsWith('/presence')) return { status: 200, body: { items: [], nextCursor: null } };
  return { status: 404, body: { code: 'not_found' } };
}

/** Lets the client into every channel that it asks for. */
export class KitSocket extends FakeSocket {
  readonly #joined = new Set<string>();

  override send(data: string): void {
    super.send(data);
    const { event, data: { channel = '' } } = JSON.parse(data) as { event: string; data: { channel?: string } };
    if (event === 'pusher:unsubscribe') this.#joined.delete(channel);
    if (event !== 'pusher:subscribe') return;
    this.#joined.add(channel);
    const { id } = start.me;
    queueMicrotask(() => this.push(channel, 'pusher_internal:subscription_succeeded', { presence: { count: 1, ids: [id], hash: { [id]: {} } } }));
  }

  /** An event for the newest connection. */
  static push(channel: string, event: string, data: unknown): void {
    const { last } = FakeSocket;
    if (last instanceof KitSocket) last.push(channel, event, data);
  }

  push(channel: string, event: string, data: unknown): void {
    if (!this.#joined.has(channel)) throw new Error(`The client has not joined ${channel}.`);
    this.onmessage?.({ data: JSON.stringify({ event, channel, data: JSON.stringify(data) }) });
  }
}
