import { useState } from 'react';
import type { Api } from '../realtime/api';
import type { Conversation, User } from '../realtime/types';

interface Props {
  api: Api;
  me: User;
  conversations: Conversation[];
  openId: string | null;
  onOpen: (row: Conversation) => void;
  onSignOut: () => void;
}

export function ConversationList({ api, me, conversations, openId, onOpen, onSignOut }: Props) {
  const [found, setFound] = useState<User[]>([]);

  async function search(query: string) {
    setFound(query.trim().length < 2 ? [] : (await api.searchUsers(query.trim())).items);
  }

  async function start(userId: string) {
    setFound([]);
    onOpen(await api.openDirect(userId));
  }

  return (
    <nav aria-label="Conversations">
      <p>{me.displayName} <button type="button" onClick={onSignOut}>Sign out</button></p>
      <label>New conversation <input type="search" onChange={(event) => void search(event.target.value)} /></label>
      <ul>
        {found.filter((user) => user.id !== me.id).map((user) => (
          <li key={user.id}><button type="button" onClick={() => void start(user.id)}>+ {user.displayName}</button></li>
        ))}
      </ul>
      <ul>
        {conversations.map((row) => (
          <li key={row.id}>
            <button type="button" aria-current={row.id === openId} onClick={() => onOpen(row)}>
              {titleOf(row, me.id)} {row.unreadCount > 0 && <b>({row.unreadCount})</b>}
              <small>{row.lastMessage?.body}</small>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}

export function titleOf(row: Conversation, myId: string): string {
  return row.title ?? row.members.filter((member) => member.userId !== myId).map((member) => member.displayName).join(', ');
}
