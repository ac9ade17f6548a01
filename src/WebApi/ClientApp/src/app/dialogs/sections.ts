import type { ReactNode } from 'react';
import type { IconName } from '../common/Icon';
import type { Texts } from '../i18n';

/** A part of the settings. */
export interface Section {
  name: string;
  title: (texts: Texts) => string;
  icon: IconName;
  content: ReactNode;
}

/** Actions that are no settings, but are looked for here. */
export interface SettingsActions {
  onShortcuts: () => void;
  onSignOut: () => void;
}
