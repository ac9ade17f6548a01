import { expect, test } from 'vitest';
import { me, message, row } from '../../../packages/client/testing/fixtures';
import { initialConnection } from '../../../packages/client/src/machine';
import { reduce, type Action } from '../../../packages/client/src/reducer';
import { initialState } from '../../../packages/client/src/state';
import { systemText } from '../common/systemText';
import { texts as en } from '../i18n/languages/en';
import { senderOf } from './readers';

const run = (...actions: Action[]) => actions.reduce(reduce, initialState(me, initialConnection));

test('people who left keep their names after a reload', () => {
  const chi = { userId: 'chi', userName: 'chi', displayName: 'Chi', avatarUrl: 'https://example.com/chi.png' };
  const left = { type: 'memberLeft' as const, userIds: ['chi'], title: null };
  const page: Action = {
    type: 'page', conversationId: 'c', kind: 'newest', messages: [message(1, { senderId: 'chi' })], older: false, newer: false,
  };

  const fromList = run({ type: 'rows', rows: [row(1, { kind: 'group', title: 'Team', authors: [chi] })] });
  const fromPage = run({ type: 'rows', rows: [row(1)] }, { type: 'people', people: [chi] }, page);

  for (const { people } of [fromList, fromPage]) {
    expect(senderOf(people, 'chi')).toEqual({ name: 'Chi', avatarUrl: 'https://example.com/chi.png' });
    expect(systemText(left, 'chi', people, 'me', en)).toContain('Chi');
  }
});
