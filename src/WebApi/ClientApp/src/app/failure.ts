import { toApiError } from '../realtime/errors';
import type { Texts } from './i18n';

/** What went wrong, in the user's words: by code where the language has a text for it, else as the server says it. */
export function failureText(failure: unknown, texts: Texts): string {
  const error = toApiError(failure);
  if (error.status === 0) return texts.noServer;
  if (error.status >= 500) return texts.serverProblem;
  return texts.refusals[error.code] ?? error.details;
}
