import { expect, test } from 'vitest';
import { uuidv7 } from './uuid';

test('is a UUID of version 7 that sorts by time', () => {
  const ids = [1_000, 2_000, 1_767_225_600_000].map(uuidv7);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect([...ids].sort()).toEqual(ids);
  expect(uuidv7(1_767_225_600_000).replaceAll('-', '').slice(0, 12)).toBe((1_767_225_600_000).toString(16).padStart(12, '0'));
});

test('ids of the same millisecond sort in the order in which they were made', () => {
  const ids = Array.from({ length: 200 }, () => uuidv7());
  expect([...ids].sort()).toEqual(ids);
});
