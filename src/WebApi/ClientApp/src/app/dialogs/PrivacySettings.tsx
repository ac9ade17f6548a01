import { useEffect, useState } from 'react';
import { useChatClient } from '@messaging/react';
import { patiently, type PrivacySettings as Privacy, repeat, type User } from '@messaging/client';
import { failureText } from '../common/failure';
import { useTexts } from '../i18n';
import { setPreferences, usePreferences } from '../browser/preferences';
import { Toggle } from './fields';
import { Person } from './Person';

/** My choices of what others learn of me, and the people whom I block. */
export function PrivacySettings() {
  const texts = useTexts();
  const { api, conversations } = useChatClient();
  const [settings, setSettings] = useState<Privacy | null>(null);
  const [blocked, setBlocked] = useState<readonly User[] | null>(null);
  const [failure, setFailure] = useState('');

  useEffect(() => {
    const abort = new AbortController();
    const load = <T,>(ask: () => Promise<T>, show: (answer: T) => void) =>
      repeat(ask, { signal: abort.signal }).then(show, (error: unknown) => { if (!abort.signal.aborted) setFailure(failureText(error, texts)); });
    void load(api.me, (me) => setSettings(me.settings));
    void load(api.blocks, (page) => setBlocked(page.items));
    return () => abort.abort();
  }, [api, texts]);

  async function change(patch: Partial<Privacy>) {
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
      setBlocked((before) => before?.filter((other) => other.id !== user.id) ?? null);
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
      <h4>{texts.blocked}</h4>
      {blocked !== null && blocked.length === 0 && <p className="hint">{texts.nobodyBlocked}</p>}
      {blocked !== null && blocked.length > 0 && (
        <ul className="people">
          {blocked.map((user) => (
            <li key={user.id} className="person">
              <Person user={user} />
              <button type="button" onClick={() => void unblock(user)}>{texts.unblock}</button>
            </li>
          ))}
        </ul>
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
