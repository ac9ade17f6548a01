import { useState } from 'react';
import { useChatState } from '@messaging/react';
import { ChatPane } from './chat/ChatPane';
import { MissingConversation } from './chat/MissingConversation';
import { Avatar } from './common/Avatar';
import { ConnectionBanner } from './common/ConnectionBanner';
import { IconButton } from './common/IconButton';
import { ConversationList } from './conversations/ConversationList';
import { NewConversationDialog } from './dialogs/NewConversationDialog';
import { QuickSwitcher } from './dialogs/QuickSwitcher';
import { SettingsDialog } from './dialogs/SettingsDialog';
import { ShortcutsDialog } from './dialogs/ShortcutsDialog';
import { useTexts } from './i18n';
import { NotFound } from './NotFound';
import { NotificationPrompt } from './NotificationPrompt';
import { PageTitle } from './PageTitle';
import { PHONE, useMedia } from './browser/page';
import { useRoute } from './browser/router';
import { useShortcuts, type DialogName } from './useShortcuts';

/** The signed-in page: the list, the open conversation, and the dialogs above them. */
export function Shell({ onSignOut }: { onSignOut: () => void }) {
  const texts = useTexts();
  const me = useChatState((state) => state.me);
  const { conversationId, isUnknown } = useRoute();
  const hasConversations = useChatState((state) => state.lists.all.length > 0);
  const known = useChatState((state) => (conversationId === null ? undefined : state.conversations[conversationId]));
  const row = known?.left === true ? undefined : known;
  const connection = useChatState((state) => state.connection.status);
  const [dialog, setDialog] = useState<DialogName | null>(null);
  const isPhone = useMedia(PHONE);
  const isOnlyList = isPhone && conversationId === null && !isUnknown;
  const close = () => setDialog(null);
  useShortcuts(conversationId, dialog === null, setDialog);

  return (
    <div className="shell" data-open={conversationId !== null || isUnknown} data-connection={connection}>
      <PageTitle openId={conversationId} />
      <ConnectionBanner />
      {/* One element whatever it is called, so that a change of name does not lose the place in the list. */}
      <div className="sidebar" role={isOnlyList ? 'main' : 'navigation'} aria-label={texts.conversations} tabIndex={-1} data-region>
        {isOnlyList && <h1 className="visually-hidden">{texts.conversations}</h1>}
        <div className="sidebar-header">
          <Avatar id={me.id} name={me.displayName} url={me.avatarUrl} small isMine />
          <span className="own-name" dir="auto">{me.displayName}</span>
          <IconButton icon="plus" label={texts.newConversation} onClick={() => setDialog('new')} />
          <IconButton icon="settings" label={texts.settings} onClick={() => setDialog('settings')} />
        </div>
        <ConversationList openId={conversationId} onNew={() => setDialog('new')}>
          <NotificationPrompt />
        </ConversationList>
      </div>
      {isUnknown && <NotFound />}
      {conversationId === null && !isUnknown && !isPhone && (
        <main className="empty" data-region tabIndex={-1}>
          <img src="/favicon.svg" alt="" width="64" height="64" />
          <h1>{texts.chooseTitle}</h1>
          <p>{texts.chooseText}</p>
          {hasConversations && <button type="button" className="primary" onClick={() => setDialog('new')}>{texts.startOne}</button>}
        </main>
      )}
      {conversationId !== null && row === undefined && <MissingConversation key={conversationId} id={conversationId} />}
      {row !== undefined && <ChatPane key={row.id} row={row} />}
      {dialog === 'new' && <NewConversationDialog onClose={close} />}
      {dialog === 'settings' && <SettingsDialog onClose={close} onSignOut={onSignOut} onShortcuts={() => setDialog('shortcuts')} />}
      {dialog === 'switcher' && <QuickSwitcher onClose={close} />}
      {dialog === 'shortcuts' && <ShortcutsDialog onClose={close} />}
    </div>
  );
}
