import { languageTags, pageLanguage, textsIn, useTexts } from '../i18n';
import { setPreferences, usePreferences } from '../browser/preferences';
import { Choice } from './fields';

export function AppearanceSettings() {
  const texts = useTexts();
  const preferences = usePreferences();
  const { theme, sendKey } = preferences;
  return (
    <section>
      <h3>{texts.appearance}</h3>
      <Choice
        label={texts.theme} value={theme} onChange={(next) => setPreferences({ theme: next })}
        options={[['system', texts.themeSystem], ['light', texts.themeLight], ['dark', texts.themeDark]]}
      />
      <Choice
        label={texts.language} value={pageLanguage(preferences)} onChange={(next) => setPreferences({ language: next })}
        options={languageTags.map((key) => [key, textsIn(key).languageName])}
      />
      <Choice
        label={texts.sendKey} value={sendKey} onChange={(next) => setPreferences({ sendKey: next })}
        options={[['enter', texts.sendKeyEnter], ['mod-enter', texts.sendKeyModEnter]]}
      />
    </section>
  );
}
