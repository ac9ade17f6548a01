import { useEffect, useRef, useState } from 'react';
import { useChatClient } from '@messaging/react';
import { type Device, patiently, repeat } from '@messaging/client';
import { useAnnounce } from '../common/announcer';
import { Icon } from '../common/Icon';
import { Time } from '../common/Time';
import { deviceName } from './deviceName';
import { failureText } from '../common/failure';
import { relative } from '../common/format';
import { useTexts, type Texts } from '../i18n';
import { useNow } from '../browser/page';
import { PasswordSettings } from './PasswordSettings';

/** The devices on which the user is signed in, and the password that lets them in. */
export function SessionSettings() {
  const texts = useTexts();
  const announce = useAnnounce();
  const { api } = useChatClient();
  const heading = useRef<HTMLHeadingElement>(null);
  const [devices, setDevices] = useState<readonly Device[] | null>(null);
  const [version, setVersion] = useState(0);
  const [failure, setFailure] = useState('');

  useEffect(() => {
    const abort = new AbortController();
    repeat(api.sessions, { signal: abort.signal }).then(
      (page) => { if (!abort.signal.aborted) setDevices(page.items); },
      (error: unknown) => { if (!abort.signal.aborted) setFailure(failureText(error, texts)); },
    );
    return () => abort.abort();
  }, [api, texts, version]);

  /** The buttons that were pressed go, so the focus returns to the heading. */
  async function end(action: () => Promise<unknown>, isGone: (device: Device) => boolean, done: string) {
    setFailure('');
    try {
      await patiently(action);
      setDevices((before) => before?.filter((device) => !isGone(device)) ?? null);
      announce(done);
      heading.current?.focus();
    } catch (error) {
      setFailure(failureText(error, texts));
      setVersion(version + 1);
    }
  }

  const endOne = (device: Device) =>
    void end(() => api.endSession(device.id), ({ id }) => id === device.id, texts.signedOutDevice(nameOf(device, texts)));
  const endOthers = () => void end(api.endOtherSessions, ({ current }) => !current, texts.signedOutOthers);

  return (
    <>
      {devices !== null && devices.length > 0 && (
        <section>
          <h3>{texts.password}</h3>
          <PasswordSettings onChanged={() => setVersion(version + 1)} />
        </section>
      )}
      <section>
        <h3 ref={heading} tabIndex={-1}>{texts.sessions}</h3>
        {devices?.length === 0 && <p className="hint">{texts.sessionsElsewhere}</p>}
        {devices !== null && devices.length > 0 && (
          <ul className="devices">
            {devices.map((device) => <DeviceRow key={device.id} device={device} onEnd={() => endOne(device)} />)}
          </ul>
        )}
        {devices?.some(({ current }) => !current) === true && (
          <button type="button" className="danger" onClick={endOthers}>{texts.signOutOthers}</button>
        )}
        <p role="alert" className="failure">{failure}</p>
      </section>
    </>
  );
}

function DeviceRow({ device, onEnd }: { device: Device; onEnd: () => void }) {
  const texts = useTexts();
  const now = useNow();
  const name = nameOf(device, texts);
  return (
    <li className="device">
      <Icon name={deviceName(device.userAgent).isPhone ? 'phone' : 'desktop'} />
      <div className="device-text">
        <span className="device-name"><bdi>{name}</bdi> {device.current && <span className="chip">{texts.thisDevice}</span>}</span>
        <small>
          {!device.current && <Time value={device.lastUsedAt} text={texts.lastUsed(relative(new Date(device.lastUsedAt), now, texts))} />}
          {!device.current && device.address !== null && ' · '}
          {device.address !== null && <span className="device-address">{texts.fromAddress(device.address)}</span>}
        </small>
      </div>
      {!device.current && <button type="button" aria-label={texts.signOutDevice(name)} onClick={onEnd}>{texts.signOut}</button>}
    </li>
  );
}

function nameOf({ userAgent }: Device, texts: Texts): string {
  const { program, system } = deviceName(userAgent);
  if (program !== null && system !== null) return texts.programOn(program, system);
  return program ?? system ?? texts.unknownDevice;
}
