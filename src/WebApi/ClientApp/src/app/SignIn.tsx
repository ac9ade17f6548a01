import { useState, type SyntheticEvent } from 'react';
import { auth } from '../realtime/api';
import type { Session } from '../realtime/types';
import { Icon } from './common/Icon';
import { failureText } from './failure';
import { languages, useTexts, type Language } from './i18n';
import { setPreferences, usePreferences } from './preferences';

interface Props {
  /** The server has ended the last session. */
  notice: boolean;
  onSession: (session: Session) => void;
}

export function SignIn({ notice, onSession }: Props) {
  const texts = useTexts();
  const [isNew, setIsNew] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState('');

  async function submit(event: SyntheticEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setFailure('');
    setIsBusy(true);
    try {
      onSession(await (isNew
        ? auth.register(textOf(form, 'userName'), textOf(form, 'password'), textOf(form, 'displayName'))
        : auth.login(textOf(form, 'userName'), textOf(form, 'password'))));
    } catch (reason) {
      setFailure(failureText(reason, texts));
      setIsBusy(false);
    }
  }

  return (
    <main className="sign-in">
      <form className="card" onSubmit={(event) => void submit(event)}>
        <img src="/favicon.svg" alt="" width="48" height="48" />
        <h1>{isNew ? texts.registerTitle : texts.signInTitle}</h1>
        {notice && <p role="status" className="notice">{texts.sessionExpired}</p>}
        <label className="field">{texts.userName}<input name="userName" autoComplete="username" autoCapitalize="none" spellCheck={false} required /></label>
        {isNew && <label className="field">{texts.displayName}<input name="displayName" autoComplete="name" required /></label>}
        <label className="field">
          {texts.password}
          <input name="password" type="password" autoComplete={isNew ? 'new-password' : 'current-password'} required aria-describedby="sign-in-failure" />
        </label>
        <p id="sign-in-failure" role="alert" className="failure">{failure !== '' && <><Icon name="error" /> {failure}</>}</p>
        <button type="submit" className="primary wide" disabled={isBusy}>{isNew ? texts.register : texts.signIn}</button>
        <button type="button" className="link" onClick={() => { setIsNew(!isNew); setFailure(''); }}>{isNew ? texts.toSignIn : texts.toRegister}</button>
      </form>
      <LanguageSwitch />
    </main>
  );
}

function LanguageSwitch() {
  const { language } = usePreferences();
  return (
    <div className="languages">
      {(Object.keys(languages) as Language[]).map((key) => (
        <button key={key} type="button" lang={key} className="link" aria-pressed={key === language} onClick={() => setPreferences({ language: key })}>
          {languages[key].name}
        </button>
      ))}
    </div>
  );
}

function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}
