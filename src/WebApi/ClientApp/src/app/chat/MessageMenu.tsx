import { isPending, type UiMessage } from '@messaging/react';
import { type Message, reactionsOf } from '@messaging/client';
import { MenuList, type MenuItem } from '../common/Menu';
import { useTexts } from '../i18n';
import type { MessageActions } from './MessageItem';
import { quickItems } from './Reactions';

export interface MenuPlace {
  message: Message | UiMessage;
  anchor: DOMRect;
}

interface Props extends MessageActions {
  place: MenuPlace;
  me: string;
  onClose: (isFocusHere: boolean) => void;
}

/** The actions of a message, at the place where they were asked for. */
export function MessageMenu({ place: { message, anchor }, me, onClose, onReact, onShowReactions, onReply, onCopy, onEdit, onDelete, onRetry, onDiscard }: Props) {
  const texts = useTexts();
  const isFailed = isPending(message) && message.localState === 'failed';
  const isMine = message.senderId === me && !isPending(message);
  const items: MenuItem[] = [
    ...(isFailed ? [{ label: texts.retry, icon: 'send', onSelect: () => onRetry(message.id) } as const] : []),
    ...(onReply !== null && !isPending(message) ? [{ label: texts.reply, icon: 'reply', onSelect: () => onReply(message) } as const] : []),
    { label: texts.copy, icon: 'copy', onSelect: () => onCopy(message) },
    ...(isMine ? [{ label: texts.edit, icon: 'edit', onSelect: () => onEdit(message) } as const] : []),
    ...(reactionsOf(message).length > 0 ? [{ label: texts.reactions, icon: 'smile', onSelect: () => onShowReactions(message) } as const] : []),
    ...(isFailed ? [{ label: texts.delete, icon: 'trash', isDanger: true, onSelect: () => onDiscard(message.id) } as const] : []),
    ...(isMine ? [{ label: texts.delete, icon: 'trash', isDanger: true, onSelect: () => onDelete(message) } as const] : []),
  ];
  const quick = onReact === null || isPending(message) ? [] : quickItems(message, onReact);
  return <MenuList label={texts.messageActions} items={items} quick={quick} anchor={anchor} onClose={onClose} />;
}
