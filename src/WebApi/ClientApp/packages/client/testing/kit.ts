import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config, Message, SyncAnswer, User } from '../src/types';

/** The conformance kit of docs/conformance, whose README describes the format. */

export interface Reply {
  status: number;
  headers?: Record<string, string>;
  body: unknown;
}

export interface EventStep {
  event: string;
  channel: string;
  data: unknown;
}

export interface RequestStep {
  request: string;
  /** Null: the request does not have the parameter. */
  query?: Record<string, string | null>;
  body?: unknown;
  /** Absent: a later step answers. */
  answer?: Reply;
}

export interface ExpectedState {
  messages?: Partial<Message>[];
  pending?: { id: string; body: string }[];
  conversations?: object[];
  archived?: object[];
  reads?: Record<string, number>;
  typing?: string[];
  presence?: Record<string, string>;
}

export type Step =
  | EventStep
  | RequestStep
  | { answer: Reply }
  | { user: 'sends'; id: string; text: string }
  | { user: 'loads older messages' }
  | { quietMs: number }
  | { state: ExpectedState };

export interface Scenario {
  title: string;
  /** Of docs/realtime.md; 0 is its introduction. */
  section: number;
  rule: string;
  opens: string | null;
  answers?: Record<string, unknown>;
  steps: Step[];
}

export interface Start {
  now: string;
  me: User;
  answers: Record<string, unknown> & { 'GET /api/v1/config': Config };
}

export const docs = join(import.meta.dirname, '../../../../../../docs');
const read = (...path: string[]): unknown => JSON.parse(readFileSync(join(docs, ...path), 'utf8'));

export const openApi = read('openapi.json');
export const start = read('conformance', 'start.json') as Start;
export const scenarios = readdirSync(join(docs, 'conformance', 'scenarios')).sort()
  .map((file) => ({ file, scenario: read('conformance', 'scenarios', file) as Scenario }));

/** The answers of the server before the first step. A sync brings its rows and messages once. */
export function startAnswer(scenario: Scenario, route: string, query: URLSearchParams): unknown {
  const answers: Record<string, unknown> = { ...start.answers, ...scenario.answers };
  if (route !== 'GET /api/v1/sync') return answers[route];
  const sync = answers[route] as SyncAnswer;
  const chat = sync.conversation !== null && query.get('conversationId') === sync.conversation.id ? sync.conversation : null;
  return {
    ...sync,
    conversations: query.get('cursor') === sync.cursor ? [] : sync.conversations,
    conversation: chat !== null && query.get('conversationCursor') === chat.cursor ? { ...chat, messages: [], members: [] } : chat,
  };
}

/** The steps with the id that the client made instead of the one that stands in the scenario. */
export const withId = (steps: Step[], id: string, made: string): Step[] => JSON.parse(JSON.stringify(steps).replaceAll(id, made)) as Step[];
