import { ApiError } from '@messaging/client';
import { describe, expect, test } from 'vitest';
import { languageTags, textsIn } from '../i18n';
import { failureText } from './failure';

const english = 'A sentence of the server';

describe.each(languageTags)('%s', (tag) => {
  const texts = textsIn(tag);

  test.each([
    [400, 'a_code_of_tomorrow', texts.refusals.error],
    [502, undefined, texts.refusals.internal],
    [403, 'cannot_message_user', texts.refusals.cannot_message_user],
    [0, undefined, texts.noServer],
  ])('never shows the words of the server (%i, %s)', (status, code, text) => {
    expect(failureText(new ApiError(status, { detail: english, ...(code === undefined ? {} : { code }) }), texts)).toBe(text);
  });

  test('says the rules of the refused fields', () => {
    const problem = { code: 'validation_failed', detail: english, errors: { title: [english], displayName: [english, english], limit: [english] } };
    expect(failureText(new ApiError(400, problem), texts)).toBe([texts.titleError, texts.displayNameError, texts.refusals.validation_failed].join('\n'));
  });

  test('says when it may work', () => {
    expect(failureText(new ApiError(503, { code: 'busy' }, 61_000), texts)).toBe(`${texts.refusals.busy} ${texts.tryAgainIn(61)}`);
    expect(failureText(new ApiError(423, { code: 'locked_out' }), texts)).toBe(texts.refusals.account_locked);
  });
});
