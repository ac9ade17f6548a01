import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { ChatProvider } from '@messaging/react';
import {
  ChatClient, type Config, createSession, defaultStorage, loadConfig, loadPusher, type NotificationTexts, type PusherClass, repeat, type SessionStore, type User,
} from '@messaging/client';
import { Announcer } from './common/Announcer';
import { ErrorBoundary } from './common/ErrorBoundary';
import { pageLanguage, textsIn, useTexts } from './i18n';
import { conversationPath, navigate } from './browser/router';
import { Shell } from './Shell';
import { SignIn } from './SignIn';

export function App() {
  const [session] = useState(createSession);
  const user = useSyncExternalStore(session.subscribe, () => session.user);
  return (
    <ErrorBoundary>
      <Announcer>
        {user === null
          ? <SignIn session={session} />
          : <SignedIn key={user.id} session={session} me={user} />}
      </Announcer>
    </ErrorBoundary>
  );
}

function SignedIn({ session, me }: { session: SessionStore; me: User }) {
  const texts = useTexts();
  const { server, hasFailed, retry } = useServer();
  const client = useClient(session, me, server);
  const signOut = useCallback(() => {
    // The session ends here in any case; that the server hears of it is a courtesy to its table.
    void client?.api.logout().catch(() => undefined).finally(() => session.clear());
    navigate('/');
  }, [client, session]);

  if (server === null && hasFailed) {
    return (
      <main className="empty" role="alert">
        <h1>{texts.noServer}</h1>
        <button type="button" className="primary" onClick={retry}>{texts.retry}</button>
      </main>
    );
  }
  if (client === null) return <main className="empty" aria-busy="true"><h1 className="visually-hidden">{texts.loading}</h1></main>;
  return (
    <ChatProvider client={client}>
      <Shell onSignOut={signOut} />
    </ChatProvider>
  );
}

/** The settings of the server, and the code for its push. */
interface Server {
  config: Config;
  pusher: PusherClass | null;
}

const withPusher = async (config: Config): Promise<Server> => ({ config, pusher: await loadPusher(config) });

/** Asks until there is an answer. Starts with the kept settings, and follows a change of them. */
function useServer(): { server: Server | null; hasFailed: boolean; retry: () => void } {
  const [server, setServer] = useState<Server | null>(null);
  const [hasFailed, setHasFailed] = useState(false);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    const show = (loaded: Server) => {
      if (!abort.signal.aborted) setServer(loaded);
    };
    // After the kept settings are shown, so that they do not replace the newer ones.
    const follow = (config: Config) => void shown.then(() => withPusher(config)).then(show, () => undefined);
    const ask = () => loadConfig('', defaultStorage(), follow).then(withPusher).catch((error: unknown) => {
      if (!abort.signal.aborted) setHasFailed(true);
      throw error;
    });
    const shown: Promise<void> = repeat(ask, { signal: abort.signal }).then(show, () => undefined);
    return () => abort.abort();
  }, [attempt]);
  return { server, hasFailed, retry: () => setAttempt(attempt + 1) };
}

/** A client for as long as the component is there; StrictMode's second mount gets a second client. */
function useClient(session: SessionStore, me: User, server: Server | null): ChatClient | null {
  const [client, setClient] = useState<ChatClient | null>(null);
  useEffect(() => {
    if (server === null) return undefined;
    const next = new ChatClient({ session, me, ...server, offline: {}, onOpen: (id) => navigate(conversationPath(id)) });
    next.notifications.icon = '/favicon.svg';
    next.notifications.texts = notificationTexts;
    next.start();
    // The client is a thing outside React that lives as long as this effect.
    // eslint-disable-next-line react-hooks/set-state-in-effect
    setClient(next);
    return () => {
      setClient(null);
      next.stop();
    };
    // A new token or a renamed user is the same user: the client stays.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [session, me.id, server]);
  return client;
}

/** In the language that the page has when a notification is shown. */
const notificationTexts: NotificationTexts = {
  get newMessage() { return textsIn(pageLanguage()).newMessage; },
  newMessages: (count) => textsIn(pageLanguage()).newMessageCount(count),
};
