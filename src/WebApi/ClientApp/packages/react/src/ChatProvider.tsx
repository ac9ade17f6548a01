import { connect, toApiError, type ApiError, type ChatClient, type ConnectOptions } from '@messaging/client';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { ChatContext } from './context';

interface Shown {
  children: ReactNode;
  /** Shown on the server and until the client is there. */
  fallback?: ReactNode;
}

interface Connecting extends Omit<ConnectOptions, 'signal'>, Shown {
  client?: undefined;
  /** The server does not take the user. Temporary failures are retried and are not an error. */
  onError?: (error: ApiError) => void;
}

/** With a client of your own, or with what `connect` needs to make one. */
export type ChatProviderProps = Connecting | ({ client: ChatClient } & Shown);

/**
 * Gives the client to the hooks below it. Without `client` it makes one when it is mounted and stops it when it goes; a
 * new `baseUrl` or `session` makes a new one, while every other option may change with each render.
 *
 * @example
 * <ChatProvider baseUrl="https://chat.example.com" getToken={getToken} fallback={<p>Connecting…</p>}><Inbox /></ChatProvider>
 */
export function ChatProvider(props: ChatProviderProps) {
  if (props.client === undefined) return <Connected {...props} />;
  return <ChatContext.Provider value={props.client}>{props.children}</ChatContext.Provider>;
}

function Connected({ children, fallback = null, ...options }: Connecting) {
  const client = useConnection(options);
  return client === null ? fallback : <ChatContext.Provider value={client}>{children}</ChatContext.Provider>;
}

function useConnection(options: Omit<Connecting, keyof Shown>): ChatClient | null {
  const [client, setClient] = useState<ChatClient | null>(null);
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  const { baseUrl, session } = options;
  useEffect(() => {
    const abort = new AbortController();
    let connected: ChatClient | null = null;
    const onConnected = (next: ChatClient) => {
      if (abort.signal.aborted) {
        next.stop();
        return;
      }
      connected = next;
      setClient(next);
    };
    const onFailure = (failure: unknown) => {
      if (!abort.signal.aborted) latest.current.onError?.(toApiError(failure));
    };
    connect(lasting(() => latest.current, abort.signal)).then(onConnected, onFailure);
    return () => {
      abort.abort();
      connected?.stop();
      setClient(null);
    };
  }, [baseUrl, session]);
  return client;
}

/** Callbacks are those of the latest render, however long the client lives. */
function lasting(options: () => Omit<Connecting, keyof Shown>, signal: AbortSignal): ConnectOptions {
  const { getToken, ...now } = options();
  return {
    ...now, signal,
    ...(getToken === undefined ? {} : { getToken: (how) => options().getToken?.(how) ?? null }),
    onOpen: (id) => options().onOpen?.(id),
  };
}
