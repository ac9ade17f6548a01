import { useEffect, useId, useRef, type ReactNode } from 'react';
import { IconButton } from '../common/IconButton';
import { focusedFrom } from '../browser/page';
import { useTexts } from '../i18n';

interface Props {
  title: string;
  onClose: () => void;
  className?: string;
  /** For a part of something, to which a button leads back. */
  back?: { label: string; onBack: () => void };
  children: ReactNode;
}

const focusFirst = (element: HTMLElement | null) => element?.focus();

/** The browser's own modal dialog: it keeps the focus, closes on Esc and makes the rest of the page inert. */
export function Dialog({ title, onClose, className = '', back, children }: Props) {
  const texts = useTexts();
  const id = useId();
  const element = useRef<HTMLDialogElement>(null);
  /** The press began on the backdrop: a selection that is dragged out of the dialog does not close it. */
  const isOnBackdrop = useRef(false);
  useEffect(() => {
    const dialog = element.current;
    const opener = dialog === null ? null : focusedFrom(dialog);
    dialog?.showModal();
    // Where one types comes before the button that closes.
    dialog?.querySelector<HTMLElement>('[data-autofocus]')?.focus();
    return () => {
      dialog?.close();
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
  return (
    // Clicking the backdrop is for the mouse what Esc is for the keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events
    <dialog
      ref={element} className={className} aria-labelledby={id} onCancel={(event) => { event.preventDefault(); onClose(); }}
      onPointerDown={(event) => { isOnBackdrop.current = event.target === element.current; }}
      onClick={(event) => { if (event.target === element.current && isOnBackdrop.current) onClose(); }}
    >
      <div className="dialog-body">
        <header>
          {back !== undefined && <IconButton icon="back" label={back.label} onClick={back.onBack} ref={focusFirst} />}
          <h2 id={id}>{title}</h2>
          <IconButton icon="close" label={texts.close} onClick={onClose} />
        </header>
        {children}
      </div>
    </dialog>
  );
}
