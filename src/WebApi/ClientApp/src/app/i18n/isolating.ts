import { isolate } from '@messaging/client';

/** The same texts; whatever is put into one of them (names, titles, messages) is isolated from its sentence. */
export function isolating<T extends object>(texts: T): T {
  const entries = Object.entries(texts).map(([key, text]: [string, unknown]) => {
    if (typeof text !== 'function') return [key, text];
    const fill = text as (...values: unknown[]) => string;
    return [key, (...values: unknown[]) => fill(...values.map(prepare))];
  });
  return Object.fromEntries(entries) as T;
}

function prepare(value: unknown): unknown {
  if (typeof value === 'string') return isolate(value);
  return Array.isArray(value) ? value.map(prepare) : value;
}
