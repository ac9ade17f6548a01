import { toApiError } from '@messaging/client';
import type { Texts } from '../i18n';

/** The same request may work later; the text says when. */
const passing = ['locked_out', 'rate_limited', 'sign_in_busy'];

/** Describes a failure in the user's language: by code where the language has a text for it, else as the server says it. */
export function failureText(failure: unknown, texts: Texts): string {
  const error = toApiError(failure);
  if (error.status === 0) return texts.noServer;
  // No wait ends this one: the people who run the service have locked the account.
  const code = error.code === 'locked_out' && error.retryAfterMs === null ? 'account_locked' : error.code;
  const known = (texts.refusals as Readonly<Record<string, string | undefined>>)[code];
  if (known === undefined) return error.status >= 500 ? texts.serverProblem : error.details;
  if (!passing.includes(code)) return known;
  const wait = error.retryAfterMs === null ? texts.tryAgainLater : texts.tryAgainIn(Math.max(1, Math.ceil(error.retryAfterMs / 1000)));
  return `${known} ${wait}`;
}
