import type { NotificationPreferences } from './types';

/** A message that may be worth a notification. */
export interface NotificationCandidate {
  messageId: string;
  conversationId: string;
  senderId: string | null;
  senderName: string;
  /** A group's title; null in a direct conversation. */
  title: string | null;
  preview: string | null;
  /** The message mentions me, or answers one of mine. */
  mentionsMe: boolean;
  sentAt: string | null;
}

/** The view of a tab, sent to the others: the leader must know whether a message is being read in any of them. */
export interface TabView {
  tabId: string;
  visible: boolean;
  focused: boolean;
  conversationId: string | null;
  atEnd: boolean;
}

export interface NotificationContext {
  myId: string;
  now: number;
  /** Messages from before this time were there when the page opened. */
  startedAt: number;
  muted: boolean;
  preferences: NotificationPreferences;
  isLeader: boolean;
  views: readonly TabView[];
  permission: NotificationPermission | 'unsupported';
  alreadyShown: boolean;
}

export type NotificationReason =
  | 'own_message' | 'already_shown' | 'event_is_history' | 'conversation_muted' | 'dnd' | 'snoozed'
  | 'level_none' | 'not_mentioned' | 'not_leader_tab' | 'viewing' | 'permission' | 'shown';

/** Goes through the reasons not to notify, in order, and names the first that holds; `shown` means none does. */
export function decideNotification(candidate: NotificationCandidate, context: NotificationContext): NotificationReason {
  const { preferences, now } = context;
  if (candidate.senderId === context.myId) return 'own_message';
  if (context.alreadyShown) return 'already_shown';
  if (candidate.sentAt !== null && Date.parse(candidate.sentAt) < context.startedAt) return 'event_is_history';
  // A group is muted for its chatter. It may still call its members by name.
  if (context.muted && !(candidate.mentionsMe && candidate.title !== null)) return 'conversation_muted';
  if (preferences.doNotDisturb.enabled && isWithin(preferences.doNotDisturb, now)) return 'dnd';
  if (preferences.snoozedUntil !== null && Date.parse(preferences.snoozedUntil) > now) return 'snoozed';
  if (preferences.level === 'none') return 'level_none';
  if (preferences.level === 'mentions' && !candidate.mentionsMe) return 'not_mentioned';
  if (!context.isLeader) return 'not_leader_tab';
  if (context.views.some((view) => isReading(view, candidate.conversationId))) return 'viewing';
  if (context.permission !== 'granted') return 'permission';
  return 'shown';
}

/** The conversation is in front of the user's eyes: visible, focused and at its end. */
export function isReading(view: TabView, conversationId: string): boolean {
  return view.visible && view.focused && view.atEnd && view.conversationId === conversationId;
}

/** True inside a daily window, on the clock of its time zone. It may cross midnight; equal ends mean the whole day. */
export function isWithin(window: { from: string; to: string; timeZone: string }, now: number): boolean {
  const time = clockTime(now, window.timeZone);
  return window.from < window.to ? time >= window.from && time < window.to : time >= window.from || time < window.to;
}

function clockTime(now: number, timeZone: string): string {
  const options: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
  try {
    return new Intl.DateTimeFormat('en-GB', { ...options, timeZone }).format(now);
  } catch {
    return new Intl.DateTimeFormat('en-GB', options).format(now);
  }
}
