import { toApiError, type ApiError } from '@messaging/client';
import type { Texts } from '../i18n';

type Refusal = keyof Texts['refusals'];

/** The same request may work later; the text says when. */
const passing: readonly Refusal[] = [
  'locked_out', 'rate_limited', 'sign_in_busy', 'busy', 'outbox_full', 'database_busy', 'database_full', 'database_read_only',
  'database_unavailable', 'unavailable',
];

/** The rules of the fields that people fill in, by the names of the API. */
const rules: Readonly<Record<string, (texts: Texts) => string>> = {
  userName: (texts) => texts.userNameError,
  displayName: (texts) => texts.displayNameError,
  avatarUrl: (texts) => texts.pictureError,
  password: (texts) => texts.passwordError,
  newPassword: (texts) => texts.passwordError,
  currentPassword: (texts) => texts.refusals.wrong_password,
  title: (texts) => texts.titleError,
  body: (texts) => texts.messageError,
};

/** Describes a failure in the user's language. The server says its problems in English, so its words are never shown. */
export function failureText(failure: unknown, texts: Texts): string {
  const error = toApiError(failure);
  if (error.status === 0) return texts.noServer;
  const refusal = refusalOf(error, texts);
  if (refusal === 'validation_failed') return ruleTexts(error, texts);
  const text = texts.refusals[refusal];
  if (!passing.includes(refusal)) return text;
  const wait = error.retryAfterMs === null ? texts.tryAgainLater : texts.tryAgainIn(Math.max(1, Math.ceil(error.retryAfterMs / 1000)));
  return `${text} ${wait}`;
}

/** The rule of a field that the server has refused. */
export function ruleOf(field: string, texts: Texts): string {
  return rules[field]?.(texts) ?? texts.refusals.validation_failed;
}

function ruleTexts({ problem }: ApiError, texts: Texts): string {
  const told = Object.keys(problem.errors ?? {}).map((field) => ruleOf(field, texts));
  return told.length === 0 ? texts.refusals.validation_failed : [...new Set(told)].join('\n');
}

/** A code that is newer than this page, or one of something on the way, is known by its status only. */
function refusalOf({ code, status, retryAfterMs }: ApiError, texts: Texts): Refusal {
  // No wait ends this one: the people who run the service have locked the account.
  if (code === 'locked_out' && retryAfterMs === null) return 'account_locked';
  if (Object.hasOwn(texts.refusals, code)) return code as Refusal;
  return status >= 500 ? 'internal' : 'error';
}
