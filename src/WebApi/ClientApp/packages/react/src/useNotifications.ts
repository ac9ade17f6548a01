import { useCallback, useState, useSyncExternalStore } from 'react';
import type { Decision, NotificationPreferences, Permission } from '@messaging/client';
import { useChatClient } from './context';

const DISMISSED_KEY = 'messaging.notifications.dismissed';
const DISMISSED_FOR_MS = 30 * 24 * 3600 * 1000;

export interface NotificationSettings {
  permission: Permission;
  /** Asks the browser. Call it from a click: browsers ignore it otherwise. */
  request: () => Promise<Permission>;
  /** Null until the server has told them. */
  preferences: NotificationPreferences | null;
  update: (patch: Partial<NotificationPreferences>) => Promise<void>;
  /** The user has neither decided nor put the question off. */
  shouldPrompt: boolean;
  /** Puts the question off for thirty days. */
  dismissPrompt: () => void;
  /** Why the last message was or was not notified. */
  lastDecision: Decision | null;
}

/**
 * Notification permission and preferences.
 *
 * @example
 * const { shouldPrompt, request } = useNotifications();
 * return shouldPrompt && <button onClick={() => void request()}>Notify me</button>;
 */
export function useNotifications(): NotificationSettings {
  const { notifications, storage } = useChatClient();
  const view = useSyncExternalStore(notifications.subscribe, notifications.getSnapshot, notifications.getSnapshot);
  const [dismissed, setDismissed] = useState(() => Date.now() - Number(storage.getItem(DISMISSED_KEY) ?? 0) < DISMISSED_FOR_MS);
  return {
    permission: view.permission,
    preferences: view.preferences,
    lastDecision: view.lastDecision,
    shouldPrompt: view.permission === 'default' && !dismissed,
    request: useCallback(() => notifications.requestPermission(), [notifications]),
    update: useCallback((patch) => notifications.update(patch), [notifications]),
    dismissPrompt: useCallback(() => {
      storage.setItem(DISMISSED_KEY, String(Date.now()));
      setDismissed(true);
    }, [storage]),
  };
}
