import { useState } from 'react';
import { usePeopleSearch } from '@messaging/react';
import type { User } from '@messaging/client';
import { Avatar } from '../common/Avatar';
import { directionOf } from '../common/direction';
import { Icon } from '../common/Icon';
import { failureText } from '../common/failure';
import { MoreButton } from '../common/MoreButton';
import { TextField } from '../common/TextField';
import { useHitKeys } from '../common/useHitKeys';
import { useTexts } from '../i18n';
import { Person } from './Person';

interface Props {
  chosen: readonly User[];
  onChange: (chosen: readonly User[]) => void;
  /** Ids of people who are in already. */
  without?: readonly string[];
  /** Why the choice was refused. */
  error?: string | undefined;
}

/** Finds people and ticks several of them. Those who are chosen stay in sight, whatever is searched next. */
export function PeoplePicker({ chosen, onChange, without = [], error: refusal }: Props) {
  const texts = useTexts();
  const [query, setQuery] = useState('');
  const { items, isDone, hasMore, more, error } = usePeopleSearch(query);
  const found = items.filter((user) => !without.includes(user.id));
  const isChosen = (user: User) => chosen.some((other) => other.id === user.id);

  function toggle(user: User) {
    onChange(isChosen(user) ? chosen.filter((other) => other.id !== user.id) : [...chosen, user]);
  }

  const first = found[0];
  const onKeyDown = useHitKeys({ query: query.trim(), isDone, takeFirst: first && (() => toggle(first)), more });

  return (
    // The keys belong to the field and to the hits in it.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className="form" onKeyDown={onKeyDown}>
      {chosen.length > 0 && (
        <ul className="chips" aria-label={texts.chosen(chosen.length)}>
          {chosen.map((user) => (
            <li key={user.id}>
              <button type="button" className="chip-button" aria-label={texts.remove(user.displayName)} title={texts.remove(user.displayName)} onClick={() => toggle(user)}>
                <Avatar id={user.id} name={user.displayName} url={user.avatarUrl} small />
                <span dir="auto">{user.displayName}</span>
                <Icon name="close" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <TextField
        label={texts.searchPeople} name="people" type="search" data-autofocus dir={directionOf(query)} value={query}
        placeholder={texts.searchPeopleHint} autoComplete="off" error={refusal} onChange={(event) => setQuery(event.target.value)}
      />
      <ul className="people">
        {found.map((user) => (
          <li key={user.id}>
            <label className="person">
              <Person user={user} />
              <input type="checkbox" data-hit checked={isChosen(user)} onChange={() => toggle(user)} />
            </label>
          </li>
        ))}
        {hasMore && error === null && <li><MoreButton count={items.length} onMore={more} /></li>}
      </ul>
      <p role="status" className="hint">{isDone && error === null && found.length === 0 ? texts.noHits : ''}</p>
      <p role="alert" className="failure">{error === null ? '' : failureText(error, texts)}</p>
    </div>
  );
}
