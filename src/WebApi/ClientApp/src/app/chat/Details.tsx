import { useEffect, useId, useRef, type KeyboardEvent } from 'react';
import type { Conversation } from '@messaging/client';
import { focusedFrom } from '../browser/page';
import { IconButton } from '../common/IconButton';
import { Dialog } from '../dialogs/Dialog';
import { useTexts } from '../i18n';
import { DetailsContent } from './DetailsContent';

interface Props {
  row: Conversation;
  /** There is room beside the messages; otherwise the details cover them, on a phone as a sheet. */
  isBeside: boolean;
  onClose: () => void;
}

/** Shows what the conversation is, and what I can do with it. */
export function Details({ row, isBeside, onClose }: Props) {
  const texts = useTexts();
  if (isBeside) return <SidePanel row={row} onClose={onClose} />;
  return (
    <Dialog title={texts.details} onClose={onClose} className="sheet">
      <DetailsContent row={row} onLeft={onClose} />
    </Dialog>
  );
}

function SidePanel({ row, onClose }: Omit<Props, 'isBeside'>) {
  const texts = useTexts();
  const id = useId();
  const panel = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const aside = panel.current;
    const opener = aside === null ? null : focusedFrom(aside);
    heading.current?.focus();
    return () => {
      // Only where the focus has gone with the panel: somebody may be writing by now.
      if (document.activeElement === document.body && opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);

  function onKeyDown(event: KeyboardEvent) {
    const isAbove = event.target instanceof Element && event.target.closest('dialog') !== null;
    if (event.key !== 'Escape' || event.defaultPrevented || event.nativeEvent.isComposing || isAbove) return;
    event.preventDefault();
    onClose();
  }

  return (
    // Escape closes the panel from everything in it.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <aside ref={panel} className="details" aria-labelledby={id} data-region tabIndex={-1} onKeyDown={onKeyDown}>
      <header>
        <h2 id={id} ref={heading} tabIndex={-1}>{texts.details}</h2>
        <IconButton icon="close" label={texts.close} onClick={onClose} />
      </header>
      <DetailsContent row={row} onLeft={onClose} />
    </aside>
  );
}
