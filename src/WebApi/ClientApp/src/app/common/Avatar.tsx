import { useState } from 'react';
import type { PresenceStatus } from '@messaging/client';
import { useTexts } from '../i18n';
import { usePreferences } from '../browser/preferences';
import { Icon } from './Icon';

interface Props {
  id: string;
  name: string;
  url?: string | null;
  isGroup?: boolean;
  status?: PresenceStatus;
  small?: boolean;
  /** The presence is said elsewhere. */
  isDecoration?: boolean;
  /** The picture is my own: I chose its server, so it is always shown. */
  isMine?: boolean;
}

const COLOURS = 8;

/** A face, where this browser may load pictures and the picture can be loaded; else initials on a colour that stays with the person. Presence as a dot with a name. */
export function Avatar({ id, name, url, isGroup = false, status = 'unknown', small = false, isDecoration = false, isMine = false }: Props) {
  const texts = useTexts();
  const { pictures } = usePreferences();
  const [broken, setBroken] = useState<string | null>(null);
  return (
    <span className={`avatar ${small ? 'small' : ''}`}>
      {url && url !== broken && (pictures || isMine)
        ? <img src={url} alt="" loading="lazy" referrerPolicy="no-referrer" onError={() => setBroken(url)} />
        : <span className={`face colour-${colourOf(id)}`} aria-hidden="true">{isGroup ? <Icon name="group" /> : initialsOf(name)}</span>}
      {status === 'online' && <span className="dot">{!isDecoration && <span className="visually-hidden">{texts.online}</span>}</span>}
    </span>
  );
}

function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((word) => Array.from(word ?? '')[0] ?? '').join('').toUpperCase();
}

export function colourOf(id: string): number {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + letter.charCodeAt(0)) >>> 0;
  return sum % COLOURS;
}
