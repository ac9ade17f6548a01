import { expect, test } from 'vitest';
import { message } from '../../../packages/client/testing/fixtures';
import { toRows } from './rows';

const at = (minute: number, day = 10) => new Date(2026, 0, day, 9, minute).toISOString();
const shape = (rows: ReturnType<typeof toRows>) =>
  rows.map((row) => `${row.startsDay ? 'day ' : ''}${row.isFirstUnread ? 'unread ' : ''}${row.position}`);

test('groups by sender and five minutes, with days between', () => {
  const rows = toRows([
    message(1, { sentAt: at(0) }), message(2, { sentAt: at(1) }), message(3, { sentAt: at(2) }),
    message(4, { sentAt: at(8) }), message(5, { sentAt: at(9), senderId: 'me' }), message(6, { sentAt: at(0, 11), senderId: 'me' }),
  ], null, 'me');
  expect(shape(rows)).toEqual(['day top', 'middle', 'bottom', 'single', 'single', 'day single']);
});

test('the line stands before the first unread message of somebody else, and splits the group', () => {
  const rows = toRows([
    message(1, { sentAt: at(0) }), message(2, { sentAt: at(0), senderId: 'me' }), message(3, { sentAt: at(0) }), message(4, { sentAt: at(0) }),
  ], 1, 'me');
  expect(shape(rows)).toEqual(['day single', 'single', 'unread top', 'bottom']);
});

test('no line while the place where it belongs is not loaded', () => {
  expect(toRows([message(5), message(6)], 3, 'me').some((row) => row.isFirstUnread)).toBe(false);
  expect(toRows([message(5), message(6)], 4, 'me').map((row) => row.isFirstUnread)).toEqual([true, false]);
});

test('nothing unread, no line', () => {
  for (const readBefore of [2, null]) expect(toRows([message(1), message(2)], readBefore, 'me').some((row) => row.isFirstUnread)).toBe(false);
});
