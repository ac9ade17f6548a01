import { useState } from 'react';
import type { SessionStore } from '@messaging/client';
import { Icon } from './common/Icon';
import { PasswordField, TextField } from './common/TextField';
import { useForm } from './common/useForm';
import { newPassword, newUserName, refused, required } from './common/fieldRules';
import { languageTags, pageLanguage, textsIn, useTexts } from './i18n';
import { setPreferences, usePreferences } from './browser/preferences';

export function SignIn({ session }: { session: SessionStore }) {
  const texts = useTexts();
  const [isNew, setIsNew] = useState(false);
  const form = useForm({
    fields: ['userName', 'displayName', 'password'],
    check: ({ userName, displayName, password }) => refused(isNew
      ? { userName: newUserName(userName), displayName: required(displayName.trim()), password: newPassword(password) }
      : { userName: required(userName), password: required(password) }),
    send: ({ userName, displayName, password }) =>
      (isNew ? session.register(userName, password, displayName) : session.login(userName, password)),
    fieldOfCode: { user_name_taken: 'userName', user_name_reserved: 'userName', weak_password: 'password' },
  });

  return (
    <main className="sign-in">
      <form className="card" noValidate onSubmit={form.onSubmit}>
        <img src="/favicon.svg" alt="" width="48" height="48" />
        <h1>{isNew ? texts.registerTitle : texts.signInTitle}</h1>
        {session.hasEnded && <p role="status" className="notice">{texts.sessionExpired}</p>}
        <TextField
          label={texts.userName} name="userName" autoComplete="username" autoCapitalize="none" spellCheck={false} required
          hint={isNew ? texts.userNameHint : undefined} error={form.errorOf('userName')}
        />
        {isNew && (
          <TextField
            label={texts.displayName} name="displayName" autoComplete="name" required
            hint={texts.displayNameHint} error={form.errorOf('displayName')}
          />
        )}
        <PasswordField
          label={texts.password} name="password" autoComplete={isNew ? 'new-password' : 'current-password'} required
          hint={isNew ? texts.passwordHint : undefined} error={form.errorOf('password')}
        />
        <p id="sign-in-failure" role="alert" className="failure">{form.failure !== '' && <><Icon name="error" /> {form.failure}</>}</p>
        <button type="submit" className="primary wide" aria-disabled={form.isBusy}>{isNew ? texts.register : texts.signIn}</button>
        <button type="button" className="link" onClick={() => { setIsNew(!isNew); form.reset(); }}>{isNew ? texts.toSignIn : texts.toRegister}</button>
      </form>
      <LanguageSwitch />
    </main>
  );
}

function LanguageSwitch() {
  const language = pageLanguage(usePreferences());
  return (
    <div className="languages">
      {languageTags.map((key) => (
        <button key={key} type="button" lang={key} className="link" aria-pressed={key === language} onClick={() => setPreferences({ language: key })}>
          {textsIn(key).languageName}
        </button>
      ))}
    </div>
  );
}
