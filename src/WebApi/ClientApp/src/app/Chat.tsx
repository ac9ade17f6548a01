import { useCallback, useEffect, useState } from 'react';
import type Pusher from 'pusher-js';
import { loadConfig, type Api } from '../realtime/api';
import { createPusher } from '../realtime/push';
import type { SessionStore } from '../realtime/session';
import type { Conversation, Message, User } from '../realtime/types';
import { ConversationList } from './ConversationList';
import { Messages } from './Messages';

export function Chat({ api, me, session }: { api: Api; me: User; session: SessionStore }) {
  const [pusher, setPusher] = useState<Pusher | null>(null);
  const [conversations, setConversations] = useState<Conversation[]>([]);
  const [openId, setOpenId] = useState<string | null>(null);

  const upsert = useCallback((row: Conversation) => {
    setConversations((rows) => {
      const known = rows.find((other) => other.id === row.id);
      if (known !== undefined && known.revision >= row.revision) return rows;
      return [row, ...rows.filter((other) => other.id !== row.id)]
        .sort((a, b) => b.lastActivityAt.localeCompare(a.lastActivityAt));
    });
  }, []);

  useEffect(() => {
    let instance: Pusher | null = null;
    let gone = false;
    const headers = () => ({ Authorization: `Bearer ${session.accessToken ?? ''}` });
    void loadConfig().then((config) => {
      if (gone) return;
      instance = createPusher(config, headers);
      setPusher(instance);
      instance?.subscribe(`presence-user-${me.id}`)
        .bind('conversation-updated', (event: { conversation: Conversation }) => upsert(event.conversation));
    });
    void api.conversations('all').then((page) => page.items.forEach(upsert));
    return () => {
      gone = true;
      instance?.disconnect();
    };
  }, [api, me.id, session, upsert]);

  const open = conversations.find((row) => row.id === openId);
  return (
    <div className="chat">
      <ConversationList
        api={api} me={me} conversations={conversations} openId={openId}
        onOpen={(row) => { upsert(row); setOpenId(row.id); }}
        onSignOut={() => session.clear()}
      />
      {open
        ? <Messages key={open.id} api={api} me={me} pusher={pusher} conversation={open} />
        : <main><p>Choose a conversation.</p></main>}
    </div>
  );
}

export function mergeMessage(messages: Message[], next: Message): Message[] {
  const known = messages.find((message) => message.id === next.id);
  if (known !== undefined && known.revision >= next.revision) return messages;
  return [...messages.filter((message) => message.id !== next.id), next].sort((a, b) => a.sequence - b.sequence);
}
