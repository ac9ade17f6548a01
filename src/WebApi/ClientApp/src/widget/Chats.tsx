import { useEffect, useRef, useState } from 'react';
import { useChatState, useConversations } from '@messaging/react';
import { type ApiError, repeat, toApiError } from '@messaging/client';
import { ChatPane } from '../app/chat/ChatPane';
import { MissingConversation } from '../app/chat/MissingConversation';
import { IconButton } from '../app/common/IconButton';
import { failureText } from '../app/common/failure';
import { ConversationList } from '../app/conversations/ConversationList';
import { NewConversationDialog } from '../app/dialogs/NewConversationDialog';
import { useTexts } from '../app/i18n';

interface Props {
  /** Null shows the list, or what there is with `userId`. */
  openId: string | null;
  userId: string | null;
  onRetry: () => void;
}

/** One conversation, or the list of all. */
export function Chats({ openId, userId, onRetry }: Props) {
  const texts = useTexts();
  const hasEnded = useChatState((state) => state.connection.status === 'unauthorized');
  if (hasEnded) {
    return (
      <div className="empty" role="alert">
        <p>{texts.sessionExpired}</p>
        <button type="button" className="primary" onClick={onRetry}>{texts.retry}</button>
      </div>
    );
  }
  if (openId !== null) return <Conversation id={openId} />;
  return userId === null ? <List /> : <Direct key={userId} userId={userId} />;
}

function Conversation({ id }: { id: string }) {
  const row = useChatState((state) => state.conversations[id]);
  if (row === undefined || row.left) return <MissingConversation key={id} id={id} as="section" />;
  return <ChatPane key={id} row={row} as="section" />;
}

/** The conversation with somebody, which is made when it is opened for the first time. */
function Direct({ userId }: { userId: string }) {
  const texts = useTexts();
  const { open } = useConversations();
  const [id, setId] = useState<string | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    repeat(() => open(userId), { signal }).then(
      (row) => { if (!signal.aborted) setId(row.id); },
      (failure: unknown) => { if (!signal.aborted) setError(toApiError(failure)); },
    );
    return () => stop.abort();
  }, [open, userId]);
  if (id !== null) return <Conversation id={id} />;
  if (error === null) return <div className="empty" aria-busy="true"><p>{texts.loading}</p></div>;
  return <div className="empty" role="alert"><p>{failureText(error, texts)}</p></div>;
}

function List() {
  const texts = useTexts();
  const [isNew, setIsNew] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className="list" aria-label={texts.conversations}>
      <header>
        <h2 ref={heading} tabIndex={-1}>{texts.conversations}</h2>
        <IconButton icon="plus" label={texts.newConversation} onClick={() => setIsNew(true)} />
      </header>
      <ConversationList openId={null} onNew={() => setIsNew(true)} />
      {isNew && <NewConversationDialog onClose={() => setIsNew(false)} />}
    </section>
  );
}
