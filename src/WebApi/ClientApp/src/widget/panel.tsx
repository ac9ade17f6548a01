import { StrictMode, useMemo, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { ChatProvider } from '@messaging/react';
import type { ApiError, ChatClient } from '@messaging/client';
import { NavigationContext, conversationPath, type Navigation } from '../app/browser/router';
import { Announcer } from '../app/common/Announcer';
import { ConnectionBanner } from '../app/common/ConnectionBanner';
import { IconButton } from '../app/common/IconButton';
import { failureText } from '../app/common/failure';
import { TextsContext, type Texts } from '../app/i18n';
import appStyles from '../styles/index.css?inline';
import { Chats } from './Chats';
import type { Frame } from './Frame';
import panelStyles from './panel.css?inline';

export interface PanelState {
  isOpen: boolean;
  /** Null while it connects, and when it cannot. */
  client: ChatClient | null;
  failure: ApiError | null;
  isSignedOut: boolean;
  texts: Texts;
  label: string;
  server: string;
  /** The one person to chat with. */
  userId: string | null;
  /** The one conversation to show. */
  conversationId: string | null;
  onClose: () => void;
  onRetry: () => void;
}

export interface PanelHandle {
  render: (state: PanelState) => void;
  unmount: () => void;
}

/** Puts the chat into its place, with the styles of the app. */
export function mountPanel(frame: Frame): PanelHandle {
  frame.addSheet(appStyles);
  frame.addSheet(panelStyles);
  const root = createRoot(frame.place);
  return {
    render: (state) => root.render(<StrictMode><Panel {...state} /></StrictMode>),
    unmount: () => root.unmount(),
  };
}

function Panel(state: PanelState) {
  const { isOpen, client, texts, server, userId, conversationId } = state;
  const [openId, setOpenId] = useState<string | null>(null);
  const navigation = useMemo<Navigation>(
    () => ({ pathOf: (id) => new URL(conversationPath(id), server).href, open: setOpenId }),
    [server],
  );
  if (!isOpen) return null;
  const isFixed = userId !== null || conversationId !== null;
  return (
    <TextsContext value={texts}>
      <NavigationContext value={navigation}>
        <Announcer>
          <IconButton icon="close" label={texts.close} className="panel-close" onClick={state.onClose} />
          <div className={isFixed ? 'widget fixed' : 'widget'}>
            {client === null ? <Waiting {...state} /> : (
              <ChatProvider client={client}>
                <ConnectionBanner />
                <Chats openId={conversationId ?? openId} userId={userId} onRetry={state.onRetry} />
              </ChatProvider>
            )}
          </div>
        </Announcer>
      </NavigationContext>
    </TextsContext>
  );
}

function Waiting({ failure, isSignedOut, texts, onRetry }: PanelState) {
  if (isSignedOut) return <div className="empty" role="status"><p>{texts.signedOut}</p></div>;
  if (failure === null) return <div className="empty" aria-busy="true"><p>{texts.connecting}</p></div>;
  return (
    <div className="empty" role="alert">
      <p>{failureText(failure, texts)}</p>
      <button type="button" className="primary" onClick={onRetry}>{texts.retry}</button>
    </div>
  );
}
