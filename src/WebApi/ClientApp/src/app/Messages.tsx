import { useEffect, useState, type SyntheticEvent } from 'react';
import type Pusher from 'pusher-js';
import type { Api } from '../realtime/api';
import { toApiError } from '../realtime/errors';
import type { Conversation, Message, User } from '../realtime/types';
import { uuidv7 } from '../realtime/uuid';
import { mergeMessage } from './Chat';
import { textOf } from './form';
import { titleOf } from './ConversationList';

interface Props {
  api: Api;
  me: User;
  pusher: Pusher | null;
  conversation: Conversation;
}

export function Messages({ api, me, pusher, conversation }: Props) {
  const [messages, setMessages] = useState<Message[]>([]);
  const [error, setError] = useState('');
  const { id } = conversation;

  useEffect(() => {
    const add = (message: Message) => setMessages((known) => mergeMessage(known, message));
    void api.messages(id, { limit: 50 }).then((page) => page.items.forEach(add));
    const channel = pusher?.subscribe(`presence-chat-${id}`);
    for (const name of ['new-message', 'message-updated', 'message-deleted']) {
      channel?.bind(name, (event: { message?: Message }) => event.message && add(event.message));
    }
    return () => pusher?.unsubscribe(`presence-chat-${id}`);
  }, [api, id, pusher]);

  async function submit(event: SyntheticEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const body = textOf(new FormData(form), 'body').trim();
    if (body === '') return;
    form.reset();
    setError('');
    try {
      const sent = await api.sendMessage(id, uuidv7(), body);
      setMessages((known) => mergeMessage(known, sent));
    } catch (failure) {
      setError(toApiError(failure).details);
    }
  }

  return (
    <main>
      <h1>{titleOf(conversation, me.id)}</h1>
      <ol>
        {messages.map((message) => (
          <li key={message.id} className={message.senderId === me.id ? 'own' : ''}>
            {message.deletedAt === null ? message.body : <em>Message deleted</em>}
            <time dateTime={message.sentAt}>{new Date(message.sentAt).toLocaleTimeString()}</time>
          </li>
        ))}
      </ol>
      <p role="alert">{error}</p>
      <form onSubmit={(event) => void submit(event)}>
        <input name="body" aria-label="Message" autoComplete="off" />
        <button type="submit">Send</button>
      </form>
    </main>
  );
}
