import { useId, useState, type InputHTMLAttributes, type ReactNode } from 'react';
import { useTexts } from '../i18n';
import { Icon } from './Icon';

interface Props extends InputHTMLAttributes<HTMLInputElement> {
  label: string;
  /** The rule of the field; always shown. */
  hint?: string | undefined;
  /** Why the value was refused. */
  error?: string | undefined;
  /** A button inside the field, at its end. */
  action?: ReactNode;
}

/** An input with its label, its rule and its error, all of which a screen reader reads with it. */
export function TextField({ label, hint, error, action, ...input }: Props) {
  const id = useId();
  const descriptions = [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`].filter((part) => part !== false);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="field-box">
        <input
          {...input} id={id} aria-invalid={error === undefined ? undefined : true}
          aria-describedby={descriptions.length === 0 ? undefined : descriptions.join(' ')}
        />
        {action}
      </div>
      {hint !== undefined && <p id={`${id}-hint`} className="hint">{hint}</p>}
      {error !== undefined && <p id={`${id}-error`} className="failure"><Icon name="error" /> {error}</p>}
    </div>
  );
}

/** A password, with a button that shows what was typed. */
export function PasswordField(props: Omit<Props, 'type' | 'action'>) {
  const texts = useTexts();
  const [isShown, setIsShown] = useState(false);
  const toggle = (
    <button type="button" className="icon-button" title={texts.showPassword} aria-pressed={isShown} onClick={() => setIsShown(!isShown)}>
      <Icon name={isShown ? 'eyeOff' : 'eye'} />
      <span className="visually-hidden">{texts.showPassword}</span>
    </button>
  );
  return <TextField {...props} type={isShown ? 'text' : 'password'} autoCapitalize="none" spellCheck={false} action={toggle} />;
}
