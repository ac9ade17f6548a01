import { expect, vi } from 'vitest';
import { ChatClient } from '../src/client';
import { ApiError } from '../src/errors';
import type { PusherClass } from '../src/pusher';
import { SessionStore } from '../src/session';
import { logOf } from '../src/state';
import { authOf } from './fixtures';
import { start, withId, type ExpectedState, type RequestStep, type Scenario, type Step } from './kit';
import { KitServer, KitSocket, type Asked } from './kitServer';

const START_MS = 3_000;
/** A client that has to ask does so within this time. */
const ASK_MS = 5_000;
const PAUSE_MS = 10;

const settle = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** Takes the real client through a scenario, with fake timers; throws where it does something else. */
export async function run(scenario: Scenario, pusher: PusherClass): Promise<void> {
  vi.useFakeTimers({ now: new Date(start.now) });
  vi.stubGlobal('WebSocket', KitSocket);
  KitSocket.opened = [];
  localStorage.clear();
  const server = new KitServer(scenario);
  vi.stubGlobal('fetch', server.fetch);
  const session = new SessionStore(authOf(() => Promise.reject(new ApiError(401, { code: 'session_ended' }))));
  session.save({ accessToken: 'a', refreshToken: 'r', expiresIn: 3_600, user: start.me });
  const client = new ChatClient({ session, me: start.me, config: start.answers['GET /api/v1/config'], pusher });
  try {
    client.start();
    if (scenario.opens !== null) client.chats.open(scenario.opens);
    KitSocket.last.establish();
    await settle(START_MS);
    expect(client.store.getSnapshot().connection.status, 'after the start').toBe('live');
    server.finishStart();
    await new Play(scenario, client, server).run();
  } finally {
    client.stop();
    vi.unstubAllGlobals();
    vi.useRealTimers();
  }
}

class Play {
  readonly #scenario: Scenario;
  readonly #client: ChatClient;
  readonly #server: KitServer;
  #steps: Step[];
  /** Taken by a step and not answered yet. */
  #open: Asked | null = null;
  #name = '';

  constructor(scenario: Scenario, client: ChatClient, server: KitServer) {
    [this.#scenario, this.#client, this.#server, this.#steps] = [scenario, client, server, scenario.steps];
  }

  async run(): Promise<void> {
    for (let at = 0; at < this.#scenario.steps.length; at += 1) {
      const step = this.#steps[at];
      this.#name = `step ${at + 1}`;
      if (step !== undefined) await this.#take(step);
    }
    this.#expectQuiet();
    if (this.#open !== null) throw new Error(`No step answers ${this.#open.route}.`);
  }

  async #take(step: Step): Promise<void> {
    if ('event' in step) KitSocket.push(step.channel, step.event, step.data);
    else if ('request' in step) await this.#expectRequest(step);
    else if ('answer' in step) {
      this.#open?.answer(step.answer);
      this.#open = null;
    } else if ('quietMs' in step) {
      await settle(step.quietMs);
      this.#expectQuiet();
    } else if ('state' in step) {
      await settle(100);
      this.#expectState(step.state);
    } else this.#act(step);
  }

  async #expectRequest({ request, query = {}, body, answer }: RequestStep): Promise<void> {
    for (let waited = 0; this.#server.waiting.length === 0 && waited < ASK_MS; waited += PAUSE_MS) await settle(PAUSE_MS);
    const asked = this.#server.waiting.shift();
    expect(asked?.route, `${this.#name}: the client asks`).toBe(request);
    if (asked === undefined) return;
    expect(Object.fromEntries(Object.keys(query).map((name) => [name, asked.query.get(name)])), `${this.#name}: the query`).toEqual(query);
    if (body !== undefined) expect(asked.body, `${this.#name}: the body`).toEqual(body);
    if (answer === undefined) this.#open = asked;
    else asked.answer(answer);
  }

  #expectQuiet(): void {
    expect(this.#server.waiting.map(({ route }) => route), `${this.#name}: the client asks nothing`).toEqual([]);
  }

  #expectState(expected: ExpectedState): void {
    const { typing, presence, ...partial } = expected;
    const actual = this.#view();
    expect(actual, this.#name).toMatchObject(partial);
    if (typing !== undefined) expect(actual.typing, this.#name).toEqual(typing);
    if (presence !== undefined) expect(actual.presence, this.#name).toEqual(presence);
  }

  #view() {
    const state = this.#client.store.getSnapshot();
    const id = this.#scenario.opens ?? '';
    const rows = Object.values(state.conversations).filter((row) => !row.left)
      .sort((a, b) => b.lastActivityAt.localeCompare(a.lastActivityAt))
      .map((row) => ({ ...row, memberCount: row.members.length }));
    return {
      messages: logOf(state, id).items,
      pending: state.pending[id] ?? [],
      conversations: rows.filter((row) => !row.archived),
      archived: rows.filter((row) => row.archived),
      reads: state.reads[id] ?? {},
      typing: (state.typing[id] ?? []).map(({ userId }) => userId),
      presence: Object.fromEntries(Object.values(state.presence).map(({ userId, status }) => [userId, status])),
    };
  }

  #act(step: Extract<Step, { user: string }>): void {
    const id = this.#scenario.opens ?? '';
    if (step.user === 'sends') this.#steps = withId(this.#steps, step.id, this.#client.queue.add(id, step.text));
    else void this.#client.chats.load(id, 'older');
  }
}
