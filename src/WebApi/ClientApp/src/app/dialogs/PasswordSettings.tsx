import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useChatClient, useChatState } from '@messaging/react';
import { Icon } from '../common/Icon';
import { PasswordField } from '../common/TextField';
import { useForm } from '../common/useForm';
import { newPassword, refused, required } from '../common/fieldRules';
import { useTexts } from '../i18n';

/** A button, and behind it the form that changes the password. */
export function PasswordSettings({ onChanged }: { onChanged: () => void }) {
  const texts = useTexts();
  const [isOpen, setIsOpen] = useState(false);
  const [isDone, setIsDone] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);

  function close(done: boolean) {
    flushSync(() => { setIsOpen(false); setIsDone(done); });
    opener.current?.focus();
    if (done) onChanged();
  }

  return (
    <>
      {isOpen
        ? <PasswordForm onDone={() => close(true)} onCancel={() => close(false)} />
        : <button ref={opener} type="button" onClick={() => { setIsOpen(true); setIsDone(false); }}>{texts.changePassword}</button>}
      <p role="status" className="hint">{isDone && texts.passwordChanged}</p>
    </>
  );
}

function PasswordForm({ onDone, onCancel }: { onDone: () => void; onCancel: () => void }) {
  const texts = useTexts();
  const client = useChatClient();
  const me = useChatState((state) => state.me);
  const form = useForm({
    fields: ['currentPassword', 'newPassword'],
    check: (values) => refused({ currentPassword: required(values.currentPassword), newPassword: newPassword(values.newPassword) }),
    send: async (values) => {
      await client.changePassword(values.currentPassword, values.newPassword);
      onDone();
    },
    fieldOfCode: { wrong_password: 'currentPassword', weak_password: 'newPassword' },
  });
  return (
    <form className="form" noValidate onSubmit={form.onSubmit}>
      {/* Tells password managers whose password it is. */}
      <input type="text" name="userName" autoComplete="username" value={me.userName} readOnly hidden />
      {/* The button that had the focus has made room for this field. */}
      {/* eslint-disable-next-line jsx-a11y/no-autofocus */}
      <PasswordField label={texts.currentPassword} name="currentPassword" autoComplete="current-password" required autoFocus error={form.errorOf('currentPassword')} />
      <PasswordField
        label={texts.newPassword} name="newPassword" autoComplete="new-password" required
        hint={texts.passwordHint} error={form.errorOf('newPassword')}
      />
      <p className="hint">{texts.changePasswordHint}</p>
      <p role="alert" className="failure">{form.failure !== '' && <><Icon name="error" /> {form.failure}</>}</p>
      <div className="button-row">
        <button type="submit" className="primary" aria-disabled={form.isBusy}>{texts.changePassword}</button>
        <button type="button" onClick={onCancel}>{texts.cancel}</button>
      </div>
    </form>
  );
}
