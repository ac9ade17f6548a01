import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useChatClient } from '@messaging/react';
import type { Conversation } from '@messaging/client';
import { directionOf } from '../common/direction';
import { LONGEST_TITLE } from '../common/fieldRules';
import { IconButton } from '../common/IconButton';
import { useTexts } from '../i18n';
import type { Run } from './GroupMembers';

/** The title of a group for those who may change it: a button turns it into an input. */
export function GroupTitle({ row, run }: { row: Conversation; run: Run }) {
  const texts = useTexts();
  const { conversations } = useChatClient();
  const [title, setTitle] = useState<string | null>(null);
  const opener = useRef<HTMLButtonElement>(null);

  function close() {
    flushSync(() => setTitle(null));
    opener.current?.focus();
  }

  async function save(next: string) {
    if (next === row.title || await run(conversations.rename(row.id, next))) close();
  }

  if (title === null) {
    return (
      <p className="identity-name">
        <span dir="auto">{row.title}</span>
        <IconButton ref={opener} icon="edit" label={texts.rename} onClick={() => setTitle(row.title ?? '')} />
      </p>
    );
  }
  return (
    // Escape leaves the title as it is.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form
      className="title-form" onSubmit={(event) => { event.preventDefault(); void save(title.trim()); }}
      onKeyDown={(event) => { if (event.key === 'Escape') { event.preventDefault(); event.stopPropagation(); close(); } }}
    >
      {/* The button that had the focus has made room for this input. */}
      {/* eslint-disable-next-line jsx-a11y/no-autofocus */}
      <label className="field">{texts.groupName}<input autoFocus dir={directionOf(title)} value={title} maxLength={LONGEST_TITLE} required onChange={(event) => setTitle(event.target.value)} /></label>
      <div className="button-row">
        <button type="submit" className="primary" disabled={title.trim() === ''}>{texts.save}</button>
        <button type="button" onClick={close}>{texts.cancel}</button>
      </div>
    </form>
  );
}
