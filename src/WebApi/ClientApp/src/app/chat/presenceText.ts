import type { Presence } from '@messaging/client';
import { relative } from '../common/format';
import type { Texts } from '../i18n';

/** Online, or when last active; nothing while it is not known: what is not known or not shown is not made up. */
export function presenceText({ status, lastActiveAt }: Presence, now: Date, texts: Texts): string {
  if (status === 'unknown') return '';
  if (status === 'online') return texts.online;
  return lastActiveAt === null ? texts.offline : texts.lastActive(relative(new Date(lastActiveAt), now, texts));
}
