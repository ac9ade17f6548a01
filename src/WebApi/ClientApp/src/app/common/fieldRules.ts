import type { Texts } from '../i18n';

const SHORTEST_PASSWORD = 8;
const LONGEST_PASSWORD = 128;
const LONGEST_PICTURE = 500;
const PICTURE = /^https:\/\/\S+$/;
/** In characters. */
export const LONGEST_TITLE = 100;
const USER_NAME = /^[A-Za-z0-9._@+-]{2,64}$/;

/** The rules of the server, checked here so that the answer comes at once. Each returns why a value is refused. */
export const required = (value: string) => (value === '' ? (texts: Texts) => texts.fieldRequired : undefined);

export const newPassword = (value: string) =>
  required(value) ?? (value.length < SHORTEST_PASSWORD || value.length > LONGEST_PASSWORD ? (texts: Texts) => texts.passwordError : undefined);

export const newUserName = (value: string) => required(value) ?? (USER_NAME.test(value) ? undefined : (texts: Texts) => texts.userNameError);

/** Empty for no picture. */
export const pictureAddress = (value: string) =>
  (value === '' || (PICTURE.test(value) && URL.canParse(value) && value.length <= LONGEST_PICTURE) ? undefined : (texts: Texts) => texts.pictureError);

/** Without the fields that are right. */
export function refused<F extends string, S>(results: Readonly<Partial<Record<F, S | undefined>>>): Partial<Record<F, S>> {
  return Object.fromEntries(Object.entries(results).filter(([, result]) => result !== undefined)) as Partial<Record<F, S>>;
}
