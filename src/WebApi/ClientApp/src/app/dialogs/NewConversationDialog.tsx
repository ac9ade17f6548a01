import { useState } from 'react';
import { useConversations } from '../../hooks';
import { toApiError } from '../../realtime/errors';
import type { Conversation, User } from '../../realtime/types';
import { Avatar } from '../common/Avatar';
import { useTexts } from '../i18n';
import { conversationPath, navigate } from '../router';
import { Dialog } from './Dialog';
import { usePeopleSearch } from './usePeopleSearch';

/** Find somebody to talk to, or several people for a group. */
export function NewConversationDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts();
  const { open, openGroup } = useConversations();
  const [isGroup, setIsGroup] = useState(false);
  const [title, setTitle] = useState('');
  const [chosen, setChosen] = useState<readonly User[]>([]);
  const [query, setQuery] = useState('');
  const [failure, setFailure] = useState('');
  const { people, isDone, error } = usePeopleSearch(query);
  const shown = [...chosen, ...people.filter((user) => !chosen.some((other) => other.id === user.id))];

  async function go(opening: Promise<Conversation>) {
    setFailure('');
    try {
      const row = await opening;
      navigate(conversationPath(row.id));
      onClose();
    } catch (reason) {
      setFailure(toApiError(reason).details);
    }
  }

  function toggle(user: User) {
    setChosen(chosen.includes(user) ? chosen.filter((other) => other !== user) : [...chosen, user]);
  }

  return (
    <Dialog title={isGroup ? texts.newGroup : texts.newConversation} onClose={onClose}>
      {isGroup && (
        <label className="field">{texts.groupName}<input value={title} onChange={(event) => setTitle(event.target.value)} maxLength={100} /></label>
      )}
      <label className="field">
        {texts.searchPeople}
        <input type="search" data-autofocus value={query} placeholder={texts.searchPeopleHint} autoComplete="off" onChange={(event) => setQuery(event.target.value)} />
      </label>
      <ul className="people">
        {shown.map((user) => (
          <li key={user.id}>
            {isGroup ? (
              <label className="person">
                <input type="checkbox" checked={chosen.includes(user)} onChange={() => toggle(user)} />
                <Person user={user} />
              </label>
            ) : (
              <button type="button" className="person" onClick={() => void go(open(user.id))}><Person user={user} /></button>
            )}
          </li>
        ))}
      </ul>
      <p role="status" className="hint">{isDone && error === null && people.length === 0 ? texts.noHits : ''}</p>
      <p role="alert" className="failure">{failure || error?.details}</p>
      <div className="dialog-actions">
        <button type="button" onClick={() => setIsGroup(!isGroup)}>{isGroup ? texts.newConversation : texts.newGroup}</button>
        {isGroup && (
          <button
            type="button" className="primary" disabled={title.trim() === '' || chosen.length === 0}
            onClick={() => void go(openGroup(title.trim(), chosen.map((user) => user.id)))}
          >
            {texts.createGroup} ({chosen.length})
          </button>
        )}
      </div>
    </Dialog>
  );
}

export function Person({ user }: { user: Pick<User, 'id' | 'displayName' | 'userName' | 'avatarUrl'> }) {
  return (
    <>
      <Avatar id={user.id} name={user.displayName} url={user.avatarUrl} small />
      <span className="person-name">{user.displayName}<small>@{user.userName}</small></span>
    </>
  );
}
