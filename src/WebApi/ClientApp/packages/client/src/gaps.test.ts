import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GapDetector } from './gaps';

test('the next revision is no gap, a later one is', () => {
  const gaps = new GapDetector();
  gaps.synced(0, 4);
  expect(gaps.see(5)).toBe(false);
  expect(gaps.see(7)).toBe(true);
  expect(gaps.see(6)).toBe(false);
  expect(gaps.known).toBe(7);
});

test('before the first sync every event is a reason to ask', () => {
  const gaps = new GapDetector();
  expect(gaps.see(3)).toBe(true);
  const mark = gaps.mark();
  gaps.see(4);
  gaps.synced(mark, 0);
  expect(gaps.hasGap).toBe(false);
  expect(gaps.known).toBe(4);
});

test('any order and doubling of a complete run ends without a gap', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 30 }), (extra) => {
    const gaps = new GapDetector();
    gaps.synced(0, 0);
    for (const revision of [...extra, ...Array.from({ length: 12 }, (_, at) => 12 - at)]) gaps.see(revision);
    expect(gaps.hasGap).toBe(false);
    expect(gaps.known).toBe(12);
  }));
});
