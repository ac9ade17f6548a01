import { useCallback, useEffect, useState } from 'react';
import { useChatState } from '@messaging/react';

/** Loads the next page when it is asked for; after a failure only by hand, or when the connection is back. */
export function useMore(load: () => Promise<void>) {
  const [state, setState] = useState<'idle' | 'loading' | 'failed'>('idle');
  const isLive = useChatState(({ connection }) => connection.status === 'live');
  const more = useCallback(() => {
    setState('loading');
    load().then(() => setState('idle'), () => setState('failed'));
  }, [load]);
  useEffect(() => {
    // eslint-disable-next-line react-hooks/set-state-in-effect
    if (isLive) setState((known) => (known === 'failed' ? 'idle' : known));
  }, [isLive]);
  return { more, isIdle: state === 'idle', isLoading: state === 'loading', hasFailed: state === 'failed' };
}
