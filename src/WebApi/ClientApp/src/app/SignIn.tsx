import { useState, type SyntheticEvent } from 'react';
import { auth } from '../realtime/api';
import { toApiError } from '../realtime/errors';
import { textOf } from './form';
import type { Session } from '../realtime/types';

export function SignIn({ onSession }: { onSession: (session: Session) => void }) {
  const [isNew, setIsNew] = useState(false);
  const [error, setError] = useState('');

  async function submit(event: SyntheticEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => textOf(form, name);
    setError('');
    try {
      const session = isNew
        ? auth.register(text('userName'), text('password'), text('displayName'))
        : auth.login(text('userName'), text('password'));
      onSession(await session);
    } catch (failure) {
      setError(toApiError(failure).details);
    }
  }

  return (
    <main className="sign-in">
      <h1>Messaging</h1>
      <form onSubmit={(event) => void submit(event)}>
        <label>User name <input name="userName" autoComplete="username" required /></label>
        {isNew && <label>Display name <input name="displayName" autoComplete="name" required /></label>}
        <label>
          Password <input name="password" type="password" autoComplete={isNew ? 'new-password' : 'current-password'} required />
        </label>
        <p role="alert">{error}</p>
        <button type="submit">{isNew ? 'Register' : 'Sign in'}</button>
        <button type="button" onClick={() => setIsNew(!isNew)}>{isNew ? 'I have an account' : 'New here? Register'}</button>
      </form>
    </main>
  );
}
