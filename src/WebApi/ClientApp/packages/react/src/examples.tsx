/** The examples of README.md beside this file. They are type-checked here, mounted by a test, and compared with the text. */
import { useEffect, useState, type ReactNode } from 'react';
import type { GetToken } from '@messaging/client';
import {
  ChatProvider, isPending, useChannel, useChatState, useConversations, useNotifications, usePeopleSearch, usePresence, usePusher,
  usePusherEvent, useRealtimeMessages, useTyping,
} from '.';

// region provider
const baseUrl = 'https://chat.example.com';

export function Chat({ getToken, children }: { getToken: GetToken; children: ReactNode }) {
  return <ChatProvider baseUrl={baseUrl} getToken={getToken} fallback={<p>Connecting…</p>}>{children}</ChatProvider>;
}
// endregion

// region usePusher
export function ConnectionLine() {
  const { status, transport, reconnect } = usePusher();
  if (status === 'offline') return <button onClick={reconnect}>Offline. Try again</button>;
  return <p role="status">{transport === 'push' ? 'Live' : 'A few seconds late'}</p>;
}
// endregion

// region usePusherEvent
export function LastSeen() {
  const [last, setLast] = useState('');
  usePusherEvent('user-status-change', ({ userId, status }) => setLast(`${userId} is ${status}`));
  return <p>{last}</p>;
}
// endregion

// region useChannel
export function ReadFlash({ conversationId }: { conversationId: string }) {
  const [count, setCount] = useState(0);
  useChannel(`presence-chat-${conversationId}`, { 'message-read': () => setCount((before) => before + 1) });
  return <p>{count} read marks since this was opened</p>;
}
// endregion

// region useConversations
export function Inbox({ onOpen }: { onOpen: (id: string) => void }) {
  const { conversations, totalUnread, hasMore, loadMore } = useConversations();
  return (
    <nav aria-label={`Conversations, ${totalUnread} unread messages`}>
      {conversations.map((row) => (
        <button key={row.id} onClick={() => onOpen(row.id)}>
          {row.title ?? row.members.map((member) => member.displayName).join(', ')} ({row.unreadCount})
        </button>
      ))}
      {hasMore && <button onClick={() => void loadMore()}>More</button>}
    </nav>
  );
}
// endregion

// region usePeopleSearch
export function FindSomebody({ onOpen }: { onOpen: (userId: string) => void }) {
  const [query, setQuery] = useState('');
  const { items, isDone, hasMore, more } = usePeopleSearch(query);
  return (
    <search>
      <input value={query} onChange={(event) => setQuery(event.target.value)} />
      {items.map((user) => <button key={user.id} onClick={() => onOpen(user.id)}>{user.displayName} @{user.userName}</button>)}
      {hasMore && <button onClick={more}>More</button>}
      {isDone && items.length === 0 && <p role="status">Nobody is called that.</p>}
    </search>
  );
}
// endregion

// region useRealtimeMessages
export function Thread({ conversationId }: { conversationId: string }) {
  const { messages, hasOlder, loadOlder, send, retry, markRead } = useRealtimeMessages(conversationId);
  const last = messages.findLast((message) => !isPending(message))?.sequence ?? 0;
  useEffect(() => {
    if (last > 0) markRead(last);
  }, [last, markRead]);
  return (
    <section>
      {hasOlder && <button onClick={() => void loadOlder()}>Older</button>}
      <ol>
        {messages.map((message) => (
          <li key={message.id}>
            {message.body}
            {isPending(message) && message.localState === 'failed' && <button onClick={() => retry(message.id)}>Try again</button>}
          </li>
        ))}
      </ol>
      <button onClick={() => send('Hello')}>Say hello</button>
    </section>
  );
}
// endregion

// region useTyping
export function Input({ conversationId }: { conversationId: string }) {
  const { typingUsers, onInput, stop } = useTyping(conversationId);
  return (
    <label>
      {typingUsers.length > 0 && `${typingUsers.map((user) => user.displayName).join(', ')} typing…`}
      <textarea onChange={(event) => onInput(event.target.value)} onBlur={stop} />
    </label>
  );
}
// endregion

// region usePresence
export function Dot({ userId }: { userId: string }) {
  const { status, lastActiveAt } = usePresence([userId]).get(userId);
  if (status === 'unknown') return null;
  return <span title={lastActiveAt ?? undefined}>{status}</span>;
}
// endregion

// region useNotifications
export function NotifyMe() {
  const { shouldPrompt, request, dismissPrompt, preferences, update } = useNotifications();
  if (shouldPrompt) {
    return (
      <p>
        <button onClick={() => void request()}>Notify me</button>
        <button onClick={dismissPrompt}>Not now</button>
      </p>
    );
  }
  if (preferences === null) return null;
  return <button onClick={() => void update({ sound: !preferences.sound })}>Sound: {preferences.sound ? 'on' : 'off'}</button>;
}
// endregion

// region useChatState
export function MyName() {
  const name = useChatState((state) => state.me.displayName);
  return <b>{name}</b>;
}
// endregion
