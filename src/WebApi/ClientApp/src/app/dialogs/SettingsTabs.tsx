import { useId, type KeyboardEvent } from 'react';
import { Icon } from '../common/Icon';
import { useTexts } from '../i18n';
import { AdminLink } from './AdminLink';
import type { Section, SettingsActions } from './sections';

interface Props extends SettingsActions {
  sections: readonly Section[];
  chosen: Section | undefined;
  onChoose: (name: string) => void;
}

/** The tabs pattern of ARIA: arrows choose, Tab goes on to the panel. */
export function SettingsTabs({ sections, chosen, onChoose, onShortcuts, onSignOut }: Props) {
  const texts = useTexts();
  const id = useId();

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    const at = sections.findIndex(({ name }) => name === chosen?.name);
    const next = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    const section = next === undefined ? undefined : sections.at(next % sections.length);
    if (section === undefined) return;
    event.preventDefault();
    onChoose(section.name);
    event.currentTarget.querySelectorAll<HTMLElement>('[role=tab]')[sections.indexOf(section)]?.focus();
  }

  return (
    <>
      <div className="settings-side">
        <div role="tablist" tabIndex={-1} aria-orientation="vertical" aria-label={texts.settings} onKeyDown={onKeyDown}>
          {sections.map(({ name, title, icon }) => (
            <button
              key={name} type="button" role="tab" id={`${id}-${name}`} aria-controls={`${id}-panel`} aria-selected={name === chosen?.name}
              data-autofocus={name === chosen?.name ? '' : undefined} tabIndex={name === chosen?.name ? 0 : -1} onClick={() => onChoose(name)}
            >
              <Icon name={icon} />
              <span>{title(texts)}</span>
            </button>
          ))}
        </div>
        <div className="settings-more">
          <button type="button" onClick={onShortcuts}><Icon name="keyboard" /><span>{texts.shortcuts}</span><kbd dir="ltr">Ctrl + /</kbd></button>
          <AdminLink />
          <button type="button" className="danger" onClick={onSignOut}><Icon name="leave" /><span>{texts.signOut}</span></button>
        </div>
      </div>
      {/* Scrolled by the keyboard where nothing in it takes the focus. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${chosen?.name ?? ''}`} tabIndex={0} key={chosen?.name}>
        {chosen?.content}
      </div>
    </>
  );
}
