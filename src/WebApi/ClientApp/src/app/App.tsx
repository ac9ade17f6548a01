import { useMemo, useState, useSyncExternalStore } from 'react';
import { Api, auth } from '../realtime/api';
import { HttpClient } from '../realtime/http';
import { SessionStore } from '../realtime/session';
import { Chat } from './Chat';
import { SignIn } from './SignIn';

export function App() {
  const [session] = useState(() => new SessionStore(auth.refresh));
  const user = useSyncExternalStore(session.subscribe, () => session.user);
  const api = useMemo(() => new Api(new HttpClient(session, () => session.clear())), [session]);
  if (user === null) return <SignIn onSession={(next) => session.save(next)} />;
  return <Chat key={user.id} api={api} me={user} session={session} />;
}
