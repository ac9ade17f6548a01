import { useState } from 'react';
import { useConversations, usePeopleSearch } from '@messaging/react';
import type { Conversation, User } from '@messaging/client';
import { Icon } from '../common/Icon';
import { directionOf } from '../common/direction';
import { failureText } from '../common/failure';
import { LONGEST_TITLE, refused, required } from '../common/fieldRules';
import { MoreButton } from '../common/MoreButton';
import { TextField } from '../common/TextField';
import { useForm } from '../common/useForm';
import { useHitKeys } from '../common/useHitKeys';
import { useTexts, type Texts } from '../i18n';
import { useNavigation } from '../browser/router';
import { Dialog } from './Dialog';
import { PeoplePicker } from './PeoplePicker';
import { Person } from './Person';

/** Find somebody to talk to, or several people for a group. */
export function NewConversationDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts();
  const { open, openGroup } = useConversations();
  const navigation = useNavigation();
  const [isGroup, setIsGroup] = useState(false);
  const [failure, setFailure] = useState('');

  async function go(opening: Promise<Conversation>) {
    const row = await opening;
    navigation.open(row.id);
    onClose();
  }

  async function choose(user: User) {
    setFailure('');
    try {
      await go(open(user.id));
    } catch (reason) {
      setFailure(failureText(reason, texts));
    }
  }

  return (
    <Dialog title={isGroup ? texts.newGroup : texts.newConversation} onClose={onClose} className="tall">
      {isGroup
        ? <NewGroup onBack={() => setIsGroup(false)} create={(title, ids) => go(openGroup(title, ids))} />
        : <OnePerson onGroup={() => setIsGroup(true)} onChoose={(user) => void choose(user)} />}
      <p role="alert" className="failure">{failure}</p>
    </Dialog>
  );
}

function OnePerson({ onGroup, onChoose }: { onGroup: () => void; onChoose: (user: User) => void }) {
  const texts = useTexts();
  const [query, setQuery] = useState('');
  const { items: people, isDone, hasMore, more, error } = usePeopleSearch(query);
  const first = people[0];
  const onKeyDown = useHitKeys({ query: query.trim(), isDone, takeFirst: first && (() => onChoose(first)), more });
  return (
    // The keys belong to the field and to the hits in it.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className="form" onKeyDown={onKeyDown}>
      <label className="field">
        {texts.searchPeople}
        <input type="search" data-autofocus dir={directionOf(query)} value={query} placeholder={texts.searchPeopleHint} autoComplete="off" onChange={(event) => setQuery(event.target.value)} />
      </label>
      <button type="button" className="person action" onClick={onGroup}>
        <span className="avatar small"><span className="face action-face"><Icon name="group" /></span></span>
        <span className="person-name">{texts.newGroup}</span>
      </button>
      <ul className="people">
        {people.map((user) => (
          <li key={user.id}><button type="button" className="person" data-hit onClick={() => onChoose(user)}><Person user={user} /></button></li>
        ))}
        {hasMore && error === null && <li><MoreButton count={people.length} onMore={more} /></li>}
      </ul>
      <p role="status" className="hint">{isDone && error === null && people.length === 0 ? texts.noHits : ''}</p>
      <p role="alert" className="failure">{error === null ? '' : failureText(error, texts)}</p>
    </div>
  );
}

function NewGroup({ onBack, create }: { onBack: () => void; create: (title: string, memberIds: string[]) => Promise<void> }) {
  const texts = useTexts();
  const [title, setTitle] = useState('');
  const [chosen, setChosen] = useState<readonly User[]>([]);
  const form = useForm({
    fields: ['title', 'people'],
    check: () => refused({ title: required(title.trim()), people: chosen.length === 0 ? (shown: Texts) => shown.nobodyChosen : undefined }),
    send: () => create(title.trim(), chosen.map((user) => user.id)),
    fieldOfCode: {},
  });
  return (
    <form className="form" noValidate onSubmit={form.onSubmit}>
      <TextField
        label={texts.groupName} name="title" dir={directionOf(title)} value={title} maxLength={LONGEST_TITLE} required
        error={form.errorOf('title')} onChange={(event) => setTitle(event.target.value)}
      />
      <PeoplePicker chosen={chosen} onChange={setChosen} error={form.errorOf('people')} />
      <p role="alert" className="failure">{form.failure}</p>
      <div className="dialog-actions">
        <button type="button" onClick={onBack}>{texts.backToOne}</button>
        <button type="submit" className="primary" aria-disabled={form.isBusy}>{texts.createGroup}</button>
      </div>
    </form>
  );
}
