import { describe, expect, test } from 'vitest';
import { decideNotification, isWithin, type NotificationCandidate, type NotificationContext } from './notifyDecision';
import type { NotificationPreferences } from './types';

const everything: NotificationPreferences = {
  level: 'all', preview: true, sound: true,
  doNotDisturb: { enabled: false, from: '22:00', to: '07:00', timeZone: 'UTC' }, snoozedUntil: null,
};
const now = Date.parse('2026-01-31T12:00:00Z');
const candidate: NotificationCandidate = {
  messageId: 'm', conversationId: 'c', senderId: 'an', senderName: 'An', title: null, preview: 'Hi', mentionsMe: false, sentAt: '2026-01-31T11:59:59Z',
};
const context: NotificationContext = {
  myId: 'me', now, startedAt: now - 60_000, muted: false, preferences: everything,
  isLeader: true, views: [], permission: 'granted', alreadyShown: false,
};
const view = { tabId: 't', visible: true, focused: true, conversationId: 'c', atEnd: true };
const preferences = (patch: Partial<NotificationPreferences>) => ({ preferences: { ...everything, ...patch } });
const allDay = { enabled: true, from: '00:00', to: '23:59', timeZone: 'UTC' };

describe('each reason alone', () => {
  test.each([
    ['shown', {}, {}],
    ['own_message', { senderId: 'me' }, {}],
    ['already_shown', {}, { alreadyShown: true }],
    ['event_is_history', { sentAt: '2026-01-31T11:00:00Z' }, {}],
    ['conversation_muted', {}, { muted: true }],
    ['conversation_muted', { title: 'Team' }, { muted: true }],
    ['conversation_muted', { mentionsMe: true }, { muted: true }],
    ['shown', { mentionsMe: true, title: 'Team' }, { muted: true }],
    ['dnd', {}, preferences({ doNotDisturb: allDay })],
    ['snoozed', {}, preferences({ snoozedUntil: '2026-01-31T12:00:01Z' })],
    ['level_none', {}, preferences({ level: 'none' })],
    ['not_mentioned', {}, preferences({ level: 'mentions' })],
    ['shown', { mentionsMe: true }, preferences({ level: 'mentions' })],
    ['not_leader_tab', {}, { isLeader: false }],
    ['viewing', {}, { views: [view] }],
    ['permission', {}, { permission: 'default' as const }],
  ])('%s', (reason, candidatePatch, contextPatch) => {
    expect(decideNotification({ ...candidate, ...candidatePatch }, { ...context, ...contextPatch })).toBe(reason);
  });
});

test('the first reason in the order wins', () => {
  const everything: NotificationContext = { ...context, muted: true, isLeader: false, views: [view], permission: 'denied' };
  expect(decideNotification(candidate, everything)).toBe('conversation_muted');
  expect(decideNotification(candidate, { ...everything, muted: false })).toBe('not_leader_tab');
});

test.each([
  ['hidden', { visible: false }], ['not focused', { focused: false }], ['scrolled up', { atEnd: false }], ['elsewhere', { conversationId: 'd' }],
])('a tab that is %s is not reading', (_, patch) => {
  expect(decideNotification(candidate, { ...context, views: [{ ...view, ...patch }] })).toBe('shown');
});

test('a snooze that is over and a quiet time that is off do not count', () => {
  const patch = preferences({ snoozedUntil: '2026-01-31T11:59:00Z', doNotDisturb: { ...allDay, enabled: false } });
  expect(decideNotification(candidate, { ...context, ...patch })).toBe('shown');
});

test.each([
  ['22:00', '07:00', '2026-01-31T23:30:00Z', true],
  ['22:00', '07:00', '2026-01-31T06:59:00Z', true],
  ['22:00', '07:00', '2026-01-31T07:00:00Z', false],
  ['12:00', '13:00', '2026-01-31T12:30:00Z', true],
  ['12:00', '12:00', '2026-01-31T03:00:00Z', true],
  ['12:00', '13:00', '2026-01-31T13:00:00Z', false],
])('from %s to %s at %s', (from, to, at, expected) => {
  expect(isWithin({ from, to, timeZone: 'UTC' }, Date.parse(at))).toBe(expected);
});

test('the window is on the clock of its own time zone', () => {
  const window = { from: '22:00', to: '07:00', timeZone: 'Asia/Ho_Chi_Minh' };
  expect(isWithin(window, Date.parse('2026-01-31T16:00:00Z'))).toBe(true);
  expect(isWithin(window, Date.parse('2026-01-31T08:00:00Z'))).toBe(false);
});
