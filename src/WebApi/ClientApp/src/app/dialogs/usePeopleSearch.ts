import { useEffect, useState } from 'react';
import { useChatClient } from '@messaging/react';
import { type ApiError, toApiError, type User } from '@messaging/client';

const PAUSE_MS = 200;

/** People by the start of their name, asked a moment after the last key. */
export function usePeopleSearch(query: string): { people: readonly User[]; isDone: boolean; error: ApiError | null } {
  const { api } = useChatClient();
  const [answer, setAnswer] = useState<{ query: string; people: User[]; error: ApiError | null } | null>(null);
  const wanted = query.trim();
  useEffect(() => {
    if (wanted === '') return undefined;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      api.searchUsers(wanted, abort.signal).then(
        (page) => setAnswer({ query: wanted, people: page.items, error: null }),
        (error: unknown) => { if (!abort.signal.aborted) setAnswer({ query: wanted, people: [], error: toApiError(error) }); },
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [api, wanted]);
  // The last answer stays on screen until the next one is here.
  if (wanted === '' || answer === null) return { people: [], isDone: false, error: null };
  return { people: answer.people, isDone: answer.query === wanted, error: answer.error };
}
