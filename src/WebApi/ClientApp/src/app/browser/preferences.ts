import { useSyncExternalStore } from 'react';

/** Choices that belong to this browser. */
export interface Preferences {
  theme: 'system' | 'light' | 'dark';
  /** The tag of a language; null for what the browser asks for. */
  language: string | null;
  sendKey: 'enter' | 'mod-enter';
  /** Loads pictures of people from the servers that they chose, which then see this browser's address. */
  pictures: boolean;
}

const STORAGE_KEY = 'messaging.preferences';
const listeners = new Set<() => void>();
let current = read();

export function usePreferences(): Preferences {
  return useSyncExternalStore(onPreferences, getPreferences);
}

export function getPreferences(): Preferences {
  return current;
}

export function setPreferences(patch: Partial<Preferences>): void {
  current = { ...current, ...patch };
  localStorage.setItem(STORAGE_KEY, JSON.stringify(current));
  apply();
}

/** Brings the page into line with the preferences; call it before the first render, so that nothing flashes. */
export function applyPreferences(): void {
  window.addEventListener('storage', (event) => {
    if (event.key !== STORAGE_KEY) return;
    current = read();
    apply();
  });
  apply();
}

function apply(): void {
  const { theme } = current;
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  for (const listener of [...listeners]) listener();
}

/** Calls back after each change; call the result to end it. */
export function onPreferences(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function read(): Preferences {
  const defaults: Preferences = {
    theme: 'system',
    language: null,
    sendKey: 'enter',
    pictures: false,
  };
  try {
    return { ...defaults, ...(JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '{}') as Partial<Preferences>) };
  } catch {
    return defaults;
  }
}
