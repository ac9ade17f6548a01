import type { Texts } from '../i18n';

const formats = new Map<string, Intl.DateTimeFormat>();

function format(locale: string, date: Date, options: Intl.DateTimeFormatOptions): string {
  const key = locale + JSON.stringify(options);
  const known = formats.get(key) ?? new Intl.DateTimeFormat(locale, options);
  formats.set(key, known);
  return known.format(date);
}

const DAY_MS = 24 * 3600 * 1000;

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

/** Calendar days between the two, on the clock of this computer. */
export function daysAgo(date: Date, now: Date): number {
  return Math.round((startOfDay(now) - startOfDay(date)) / DAY_MS);
}

export const dayKey = (iso: string): string => new Date(iso).toDateString();

/** `14:05` */
export const clock = (date: Date, texts: Texts): string =>
  format(texts.locale, date, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** Everything about a time, for tooltips. */
export const full = (date: Date, texts: Texts): string =>
  format(texts.locale, date, { dateStyle: 'full', timeStyle: 'medium' });

/** For the list: `14:05`, Yesterday, Monday, 12/10/2025. */
export function listTime(date: Date, now: Date, texts: Texts): string {
  const days = daysAgo(date, now);
  if (days <= 0) return clock(date, texts);
  if (days === 1) return texts.yesterday;
  if (days < 7) return format(texts.locale, date, { weekday: 'short' });
  return format(texts.locale, date, { day: 'numeric', month: 'short', ...(days > 300 ? { year: 'numeric' } : {}) });
}

/** For separators: Today, Yesterday, Monday, 12 October 2025. */
export function dayName(date: Date, now: Date, texts: Texts): string {
  const days = daysAgo(date, now);
  if (days <= 0) return texts.today;
  if (days === 1) return texts.yesterday;
  if (days < 7) return format(texts.locale, date, { weekday: 'long' });
  return format(texts.locale, date, { dateStyle: 'long' });
}

/** `5 minutes ago` */
export function relative(date: Date, now: Date, texts: Texts): string {
  const minutes = Math.round((date.getTime() - now.getTime()) / 60_000);
  const format = new Intl.RelativeTimeFormat(texts.locale, { numeric: 'auto' });
  if (minutes >= 0) return texts.justNow;
  if (minutes > -60) return format.format(minutes, 'minute');
  if (minutes > -24 * 60) return format.format(Math.round(minutes / 60), 'hour');
  return format.format(Math.round(minutes / 60 / 24), 'day');
}
