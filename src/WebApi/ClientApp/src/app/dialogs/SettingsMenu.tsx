import { useEffect, useRef } from 'react';
import { Icon } from '../common/Icon';
import { useTexts } from '../i18n';
import { AdminLink } from './AdminLink';
import type { Section, SettingsActions } from './sections';

interface Props extends Pick<SettingsActions, 'onSignOut'> {
  sections: readonly Section[];
  chosen: Section | null;
  onChoose: (name: string) => void;
}

/** A list of the sections, or the one that was chosen. */
export function SettingsMenu({ sections, chosen, onChoose, onSignOut }: Props) {
  const texts = useTexts();
  const list = useRef<HTMLUListElement>(null);
  const last = useRef<string | null>(null);
  useEffect(() => {
    // Back in the list, the focus is where it was.
    if (chosen === null && last.current !== null) list.current?.querySelector<HTMLElement>(`[data-section=${last.current}]`)?.focus();
    last.current = chosen?.name ?? null;
  }, [chosen]);
  if (chosen !== null) return <div className="settings-section">{chosen.content}</div>;
  return (
    <>
      <ul ref={list} className="settings-side">
        {sections.map(({ name, title, icon }) => (
          <li key={name}>
            <button type="button" data-section={name} onClick={() => onChoose(name)}><Icon name={icon} /><span>{title(texts)}</span><Icon name="forward" /></button>
          </li>
        ))}
      </ul>
      <div className="settings-side settings-more">
        <AdminLink />
        <button type="button" className="danger" onClick={onSignOut}><Icon name="leave" /><span>{texts.signOut}</span></button>
      </div>
    </>
  );
}
