import { useEffect, useState } from 'react';
import { useChatClient, useChatState } from '@messaging/react';
import { patiently, type PrivacySettings, repeat, type User } from '@messaging/client';
import { useAnnounce } from '../common/announcer';
import { directionOf } from '../common/direction';
import { failureText } from '../common/failure';
import { languageTags, pageLanguage, textsIn, useTexts } from '../i18n';
import { setPreferences, usePreferences } from '../browser/preferences';
import { Dialog } from './Dialog';
import { Choice, Toggle } from './fields';
import { Person } from './Person';
import { NotificationSettings } from './NotificationSettings';
import { SessionSettings } from './SessionSettings';

export function SettingsDialog({ onClose, onSignOut }: { onClose: () => void; onSignOut: () => void }) {
  const texts = useTexts();
  return (
    <Dialog title={texts.settings} onClose={onClose} className="settings">
      <Appearance />
      <NotificationSettings />
      <Privacy />
      <Account />
      <SessionSettings />
      <section>
        <button type="button" className="danger" onClick={onSignOut}>{texts.signOut}</button>
      </section>
    </Dialog>
  );
}

function Appearance() {
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

function Privacy() {
  const texts = useTexts();
  const { api, conversations } = useChatClient();
  const [settings, setSettings] = useState<PrivacySettings | null>(null);
  const [blocked, setBlocked] = useState<readonly User[]>([]);
  const [failure, setFailure] = useState('');

  useEffect(() => {
    const abort = new AbortController();
    const load = <T,>(ask: () => Promise<T>, show: (answer: T) => void) =>
      repeat(ask, { signal: abort.signal }).then(show, (error: unknown) => { if (!abort.signal.aborted) setFailure(failureText(error, texts)); });
    void load(api.me, (me) => setSettings(me.settings));
    void load(api.blocks, (page) => setBlocked(page.items));
    return () => abort.abort();
  }, [api, texts]);

  async function change(patch: Partial<PrivacySettings>) {
    const before = settings;
    if (before === null) return;
    setSettings({ ...before, ...patch });
    setFailure('');
    try {
      await patiently(() => api.setPrivacy(patch));
    } catch (error) {
      setSettings(before);
      setFailure(failureText(error, texts));
    }
  }

  async function unblock(user: User) {
    try {
      await conversations.unblock(user.id);
      setBlocked(blocked.filter((other) => other.id !== user.id));
    } catch (error) {
      setFailure(failureText(error, texts));
    }
  }

  return (
    <section>
      <h3>{texts.privacy}</h3>
      <Pictures />
      {settings !== null && (
        <>
          <p className="hint">{texts.privacyHint}</p>
          <Toggle label={texts.privacyReceipts} checked={settings.readReceipts} onChange={(readReceipts) => void change({ readReceipts })} />
          <Toggle label={texts.privacyTyping} checked={settings.typing} onChange={(typing) => void change({ typing })} />
          <Toggle label={texts.privacyPresence} checked={settings.presence} onChange={(presence) => void change({ presence })} />
        </>
      )}
      {blocked.length > 0 && (
        <>
          <h4>{texts.blocked}</h4>
          <ul className="people">
            {blocked.map((user) => (
              <li key={user.id} className="person">
                <Person user={user} />
                <button type="button" onClick={() => void unblock(user)}>{texts.unblock}</button>
              </li>
            ))}
          </ul>
        </>
      )}
      <p role="alert" className="failure">{failure}</p>
    </section>
  );
}

function Pictures() {
  const texts = useTexts();
  const { pictures } = usePreferences();
  return (
    <>
      <Toggle label={texts.pictures} checked={pictures} onChange={(next) => setPreferences({ pictures: next })} />
      <p className="hint">{texts.picturesHint}</p>
    </>
  );
}

function Account() {
  const texts = useTexts();
  const announce = useAnnounce();
  const client = useChatClient();
  const me = useChatState((state) => state.me);
  const [name, setName] = useState(me.displayName);
  const [failure, setFailure] = useState('');

  async function save() {
    setFailure('');
    try {
      await client.rename(name.trim());
      announce(texts.saved);
    } catch (error) {
      setFailure(failureText(error, texts));
    }
  }

  return (
    <section>
      <h3>{texts.account}</h3>
      <form className="inline-form" onSubmit={(event) => { event.preventDefault(); void save(); }}>
        <label className="field">{texts.displayName}<input dir={directionOf(name)} value={name} onChange={(event) => setName(event.target.value)} required /></label>
        <button type="submit" disabled={name.trim() === '' || name.trim() === me.displayName}>{texts.save}</button>
      </form>
      <p role="alert" className="failure">{failure}</p>
    </section>
  );
}
