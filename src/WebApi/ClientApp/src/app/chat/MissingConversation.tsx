import { useEffect, useState } from 'react';
import { useChatClient } from '@messaging/react';
import { repeat, toApiError } from '@messaging/client';
import { failureText } from '../common/failure';
import { useTexts } from '../i18n';
import { useNavigation } from '../browser/router';
import { HistorySkeleton } from './HistorySkeleton';

/** An address names a conversation that the list does not have yet: it is fetched, or said not to exist. */
export function MissingConversation({ id, as: Region = 'main' }: { id: string; as?: 'main' | 'section' }) {
  const texts = useTexts();
  const { conversations } = useChatClient();
  const navigation = useNavigation();
  const [failure, setFailure] = useState('');
  useEffect(() => {
    const abort = new AbortController();
    repeat(() => conversations.fetch(id), { signal: abort.signal }).catch((reason: unknown) => {
      if (abort.signal.aborted) return;
      const { status } = toApiError(reason);
      setFailure(status === 404 || status === 400 ? texts.gone : failureText(reason, texts));
    });
    return () => abort.abort();
  }, [conversations, id, texts]);
  if (failure === '') return <Region className="chat" aria-label={texts.loading} data-region tabIndex={-1}><HistorySkeleton /></Region>;
  return (
    <Region className="empty" data-region tabIndex={-1}>
      <h1>{failure}</h1>
      <button type="button" className="primary" onClick={() => navigation.open(null)}>{texts.back}</button>
    </Region>
  );
}
