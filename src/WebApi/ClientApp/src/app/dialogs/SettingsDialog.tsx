import { useState } from 'react';
import { PHONE, useMedia } from '../browser/page';
import { useTexts } from '../i18n';
import { AccountSettings } from './AccountSettings';
import { AppearanceSettings } from './AppearanceSettings';
import { Dialog } from './Dialog';
import { NotificationSettings } from './NotificationSettings';
import { PrivacySettings } from './PrivacySettings';
import { SessionSettings } from './SessionSettings';
import type { Section, SettingsActions } from './sections';
import { SettingsMenu } from './SettingsMenu';
import { SettingsTabs } from './SettingsTabs';

const sections: readonly Section[] = [
  { name: 'account', title: (texts) => texts.account, icon: 'user', content: <AccountSettings /> },
  { name: 'appearance', title: (texts) => texts.appearance, icon: 'palette', content: <AppearanceSettings /> },
  { name: 'notifications', title: (texts) => texts.notifications, icon: 'bell', content: <NotificationSettings /> },
  { name: 'privacy', title: (texts) => texts.privacy, icon: 'lock', content: <PrivacySettings /> },
  { name: 'security', title: (texts) => texts.security, icon: 'desktop', content: <SessionSettings /> },
];

/** Tabs beside their panel; on a phone a list that leads to one section at a time. */
export function SettingsDialog({ onClose, ...actions }: SettingsActions & { onClose: () => void }) {
  const texts = useTexts();
  const isPhone = useMedia(PHONE);
  const [chosen, setChosen] = useState<string | null>(null);
  const section = sections.find(({ name }) => name === chosen) ?? null;
  if (isPhone) {
    return (
      <Dialog
        title={section?.title(texts) ?? texts.settings} onClose={onClose} className="settings"
        {...(section === null ? {} : { back: { label: texts.backToSettings, onBack: () => setChosen(null) } })}
      >
        <SettingsMenu sections={sections} chosen={section} onChoose={setChosen} {...actions} />
      </Dialog>
    );
  }
  return (
    <Dialog title={texts.settings} onClose={onClose} className="settings panes">
      <SettingsTabs sections={sections} chosen={section ?? sections[0]} onChoose={setChosen} {...actions} />
    </Dialog>
  );
}
