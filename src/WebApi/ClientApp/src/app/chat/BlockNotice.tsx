import { useEffect, useEffectEvent, useRef } from 'react';
import { useChatClient } from '@messaging/react';
import type { Member } from '@messaging/client';
import { Icon } from '../common/Icon';
import { useTexts } from '../i18n';

interface Props {
  peer: Member;
  run: (action: Promise<unknown>) => Promise<boolean>;
  /** The focus was on this notice when it went, so it is nowhere. */
  onFocusLost: () => void;
}

/** Stands where one writes while I block the other. */
export function BlockNotice({ peer, run, onFocusLost }: Props) {
  const texts = useTexts();
  const { conversations } = useChatClient();
  const button = useRef<HTMLButtonElement>(null);
  const giveBack = useEffectEvent(onFocusLost);
  useEffect(() => {
    // The input that has gone may have had the focus.
    if (isNowhere()) button.current?.focus();
    return () => { if (isNowhere()) giveBack(); };
  }, []);
  return (
    <div className="block-notice">
      <Icon name="block" />
      <p role="status">{texts.blockedNotice(peer.displayName)}</p>
      <button ref={button} type="button" onClick={() => void run(conversations.unblock(peer.userId))}>{texts.unblock}</button>
    </div>
  );
}

function isNowhere(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}
