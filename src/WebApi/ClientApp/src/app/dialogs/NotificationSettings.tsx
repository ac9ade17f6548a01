import { useState } from 'react';
import { useNotifications } from '@messaging/react';
import type { NotificationPreferences } from '@messaging/client';
import { failureText } from '../common/failure';
import { clock } from '../common/format';
import { useTexts } from '../i18n';
import { useNow } from '../browser/page';
import { Choice, Toggle } from './fields';

const HOUR_MS = 3600_000;

export function NotificationSettings() {
  const texts = useTexts();
  const { permission, request, preferences, update } = useNotifications();
  const [failure, setFailure] = useState('');

  function change(patch: Partial<NotificationPreferences>) {
    setFailure('');
    update(patch).catch((error: unknown) => setFailure(failureText(error, texts)));
  }

  return (
    <section>
      <h3>{texts.notifications}</h3>
      {permission === 'default' && <button type="button" className="primary" onClick={() => void request()}>{texts.allowNotifications}</button>}
      {permission === 'granted' && <p className="hint">{texts.notificationsAllowed}</p>}
      {permission === 'denied' && <p className="hint">{texts.notificationsDenied}</p>}
      {permission === 'unsupported' && <p className="hint">{texts.notificationsUnsupported}</p>}
      {preferences !== null && <Preferences preferences={preferences} change={change} />}
      <p role="alert" className="failure">{failure}</p>
    </section>
  );
}

function Preferences({ preferences, change }: { preferences: NotificationPreferences; change: (patch: Partial<NotificationPreferences>) => void }) {
  const texts = useTexts();
  const now = useNow();
  const { doNotDisturb: dnd, snoozedUntil } = preferences;
  const isSnoozed = snoozedUntil !== null && Date.parse(snoozedUntil) > now.getTime();

  function changeDnd(patch: Partial<NotificationPreferences['doNotDisturb']>) {
    change({ doNotDisturb: { ...dnd, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone, ...patch } });
  }

  return (
    <>
      <Choice
        label={texts.notifyLevel} value={preferences.level} onChange={(level) => change({ level })}
        options={[['all', texts.notifyAll], ['mentions', texts.notifyMentions], ['none', texts.notifyNone]]}
      />
      <Toggle label={texts.notifyPreview} checked={preferences.preview} onChange={(preview) => change({ preview })} />
      <Toggle label={texts.notifySound} checked={preferences.sound} onChange={(sound) => change({ sound })} />
      <Toggle label={texts.dnd} checked={dnd.enabled} onChange={(enabled) => changeDnd({ enabled })} />
      {dnd.enabled && (
        <div className="inline-form">
          <label className="field">{texts.from}<input type="time" value={dnd.from} required onChange={(event) => event.target.value && changeDnd({ from: event.target.value })} /></label>
          <label className="field">{texts.to}<input type="time" value={dnd.to} required onChange={(event) => event.target.value && changeDnd({ to: event.target.value })} /></label>
        </div>
      )}
      {isSnoozed ? (
        <p className="hint">
          {texts.snoozedUntil(clock(new Date(snoozedUntil), texts))}{' '}
          <button type="button" onClick={() => change({ snoozedUntil: null })}>{texts.unsnooze}</button>
        </p>
      ) : <button type="button" onClick={() => change({ snoozedUntil: new Date(Date.now() + HOUR_MS).toISOString() })}>{texts.snooze}</button>}
    </>
  );
}
