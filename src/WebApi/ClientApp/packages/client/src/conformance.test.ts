import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Pusher from 'pusher-js';
import { expect, test, vi } from 'vitest';
import { docs, scenarios, start, type Scenario } from '../testing/kit';
import { run } from '../testing/kitRun';
import { events, faults, schemaFor, userSchema } from '../testing/schema';

vi.mock('pusher-js', () => import('pusher-js/dist/web/pusher'));

const named = scenarios.map(({ file, scenario }) => [file, scenario] as const);

test.each(named)('%s', (_, scenario) => run(scenario, Pusher));

test.each(named)('%s shows a rule of its section of realtime.md', (_, { section, rule }) => {
  const sections = readFileSync(join(docs, 'realtime.md'), 'utf8').split(/^## /m);
  expect(sections[section]).toContain(rule);
});

test.each(named)('%s has the payloads that the API sends', (_, scenario) => {
  const known = [...answersOf(scenario.answers ?? {}), ...scenario.steps.flatMap(faultsOf)];
  expect(known).toEqual([]);
});

test('start.json has the answers that the API sends', () => {
  expect([...faults(userSchema, start.me, 'me'), ...answersOf(start.answers)]).toEqual([]);
});

function answersOf(answers: Record<string, unknown>): string[] {
  return Object.entries(answers).flatMap(([request, body]) => faults(schemaFor(request, 200), body, request));
}

/** An answer that comes in a step of its own belongs to the request before it that has none. */
function faultsOf(step: Scenario['steps'][number], at: number, steps: Scenario['steps']): string[] {
  const name = `step ${at + 1}`;
  if ('event' in step) return faults(events[step.event] ?? { enum: ['a known event'] }, step.data, name);
  if (!('answer' in step) && !('request' in step)) return [];
  const request = 'request' in step ? step : steps.slice(0, at).findLast((other) => 'request' in other);
  if (request === undefined) return [`${name} answers nothing`];
  const ofBody = 'request' in step && step.body !== undefined ? faults(schemaFor(request.request), step.body, name) : [];
  return step.answer === undefined ? ofBody : [...ofBody, ...faults(schemaFor(request.request, step.answer.status), step.answer.body, name)];
}
