import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Tabs, type TabMessage } from './tabs';

/** One browser: what a tab says, the others hear at once. */
class FakeChannel {
  static all = new Set<FakeChannel>();
  onmessage: ((event: { data: unknown }) => void) | null = null;

  constructor(readonly name: string) {
    FakeChannel.all.add(this);
  }

  postMessage(data: unknown): void {
    for (const other of FakeChannel.all) if (other !== this && other.name === this.name) other.onmessage?.({ data });
  }

  close(): void {
    FakeChannel.all.delete(this);
  }
}

interface Waiting {
  run: () => Promise<unknown>;
  isAborted: () => boolean;
}

/** Web Locks: one holder of a name, the others wait in order. */
class FakeLocks {
  readonly #queues = new Map<string, Waiting[]>();

  request(name: string, options: { signal: AbortSignal }, run: () => Promise<unknown>): Promise<unknown> {
    const queue = this.#queues.get(name) ?? [];
    this.#queues.set(name, queue);
    queue.push({ run, isAborted: () => options.signal.aborted });
    if (queue.length === 1) void this.#grant(queue);
    return new Promise(() => undefined);
  }

  async #grant(queue: Waiting[]): Promise<void> {
    for (let first = queue[0]; first !== undefined; first = queue[0]) {
      if (!first.isAborted()) await first.run();
      queue.shift();
    }
  }
}

let open: Tabs[] = [];
let heard: TabMessage[] = [];
let leaders: string[] = [];

function newTab(user = 'me'): Tabs {
  const tab: Tabs = new Tabs(user, (message) => heard.push(message), () => leaders.push(user));
  open.push(tab);
  return tab;
}
const settle = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
  open = [];
  heard = [];
  leaders = [];
  FakeChannel.all.clear();
  vi.stubGlobal('BroadcastChannel', FakeChannel);
  vi.stubGlobal('navigator', { locks: new FakeLocks() });
});
afterEach(() => {
  for (const tab of open) tab.stop();
  vi.unstubAllGlobals();
});

test('one tab leads, and the next one when it goes', async () => {
  const [first, second, third] = [newTab(), newTab(), newTab()];
  await settle();
  expect([first, second, third].map((tab) => tab.isLeader)).toEqual([true, false, false]);

  // A tab that closes while it waits is passed over.
  second.stop();
  first.stop();
  await settle();
  expect([first, second, third].map((tab) => tab.isLeader)).toEqual([false, false, true]);
  expect(leaders).toHaveLength(2);
});

test('each user has a leader', async () => {
  const [mine, other] = [newTab('me'), newTab('another')];
  await settle();
  expect([mine.isLeader, other.isLeader]).toEqual([true, true]);
});

test('without Web Locks every tab leads: what it does then is safe to be done twice', () => {
  vi.stubGlobal('navigator', {});
  expect([newTab(), newTab()].map((tab) => tab.isLeader)).toEqual([true, true]);
});

test('every tab knows what the others show, from before it came and until they go', () => {
  const first = newTab();
  first.show('c1', true);
  const second = newTab();
  expect(second.views.map((view) => view.conversationId)).toEqual([null, 'c1']);

  first.show('c2', false);
  expect(second.views.map((view) => [view.conversationId, view.atEnd])).toEqual([[null, true], ['c2', false]]);
  first.stop();
  expect(second.views).toEqual([second.own]);
});

test('what is not about tabs is passed on, and nothing is sent after the end', () => {
  const [first, second] = [newTab(), newTab()];
  first.send({ type: 'read', conversationId: 'c' });
  expect(heard).toEqual([{ type: 'read', conversationId: 'c' }]);

  first.stop();
  first.send({ type: 'read', conversationId: 'c' });
  first.show('c3', true);
  expect(heard).toHaveLength(1);
  expect(second.views).toEqual([second.own]);
});
