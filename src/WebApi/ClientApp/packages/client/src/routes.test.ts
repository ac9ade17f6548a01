import { expect, test } from 'vitest';
import { addressOf } from './routes';

test('parameters are filled in and escaped', () => {
  expect(addressOf('/api/v1/conversations/{id}/members/{userId}', { path: { id: 'a/b', userId: 'u?' } })).toBe('/api/v1/conversations/a%2Fb/members/u%3F');
});

test('of the query, what is absent or null is left out; zero is not', () => {
  expect(addressOf('/api/v1/sync', { query: { cursor: null, wait: 0, limit: undefined, conversationId: 'c d' } })).toBe('/api/v1/sync?wait=0&conversationId=c+d');
  expect(addressOf('/api/v1/me', {})).toBe('/api/v1/me');
});
