import { useRef, useState, type FocusEvent } from 'react';
import { isPending, type UiMessage } from '@messaging/react';
import type { Message, MessageQuote } from '@messaging/client';
import { Avatar, colourOf } from '../common/Avatar';
import { IconButton } from '../common/IconButton';
import { MenuList } from '../common/Menu';
import { Time } from '../common/Time';
import { failureText } from '../common/failure';
import { clock } from '../common/format';
import { useTexts } from '../i18n';
import { isEmojiOnly } from './characters';
import { MessageStatus } from './MessageStatus';
import { MessageText } from './MessageText';
import { Quote, useQuotedName } from './Quote';
import { quickItems, Reactions, reactionsText, type OnReact } from './Reactions';
import type { Position } from './rows';

export interface MessageActions {
  /** Null where nobody can react. */
  onReact: OnReact | null;
  onShowReactions: (message: Message) => void;
  /** Null where nobody can write. */
  onReply: ((message: Message) => void) | null;
  onEdit: (message: Message) => void;
  onDelete: (message: Message) => void;
  onCopy: (message: Message) => void;
  onRetry: (id: string) => void;
  onDiscard: (id: string) => void;
}

interface Props extends MessageActions {
  message: Message | UiMessage;
  position: Position;
  isOwn: boolean;
  sender: { name: string; avatarUrl: string | null };
  showSender: boolean;
  /** Shows the message that this one answers. */
  onShowQuoted: (quote: MessageQuote) => void;
  /** It was looked for a moment ago. */
  isMarked: boolean;
  /** Its text was copied a moment ago. */
  isCopied: boolean;
  /** Opens the menu of the message below its button. */
  onMenu: (button: Element) => void;
  /** Reachable with Tab, with its actions; the others are reached with arrows. */
  isActive: boolean;
  showStatus: boolean;
  readers: readonly string[];
  onFocus: (event: FocusEvent) => void;
}

export function MessageItem(props: Props) {
  const { message, position, isOwn, sender, isActive } = props;
  const texts = useTexts();
  const localState = isPending(message) ? message.localState : null;
  const isDeleted = message.deletedAt !== null;
  const isFirst = position === 'single' || position === 'top';
  const isLast = position === 'single' || position === 'bottom';
  const isEdited = message.editedAt !== null && !isDeleted;
  const hasMeta = isLast || isEdited || localState === 'failed';
  const time = clock(new Date(message.sentAt), texts);
  const quote = isDeleted ? null : (message.quote ?? null);
  const label = [
    isOwn ? texts.you : sender.name, time, useQuoteText(quote), isDeleted ? texts.deleted : message.body, isEdited ? texts.edited : '',
    isDeleted ? '' : reactionsText(message, texts),
  ].filter(Boolean).join(', ');
  return (
    // Arrow keys bring the focus to a message, and Enter to its actions: it is a stop on the way, not a control.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <article
      className={classes('message', isOwn ? 'own' : 'other', position, props.isMarked && 'marked')}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      aria-label={label} tabIndex={isActive ? 0 : -1} data-message={message.id} onFocus={props.onFocus}
    >
      {!isOwn && <span className="message-face">{isLast && <Avatar id={message.senderId} name={sender.name} url={sender.avatarUrl} small />}</span>}
      <div className="message-column">
        {props.showSender && isFirst && <span className={`sender name-${colourOf(message.senderId)}`} dir="auto">{sender.name}</span>}
        <div className="bubble-line">
          <div className={classes('bubble', isDeleted && 'deleted', !isDeleted && quote === null && isEmojiOnly(message.body) && 'emoji', localState)} dir="auto">
            {quote !== null && <Quote quote={quote} onShow={props.onShowQuoted} tabIndex={isActive ? 0 : -1} />}
            {isDeleted ? <em>{texts.deleted}</em> : <MessageText message={message} />}
          </div>
          <div className="beside">
            {!isDeleted && localState === null && <Actions {...props} tabIndex={isActive ? 0 : -1} />}
            {!hasMeta && <span className="beside-time" aria-hidden="true"><Time value={message.sentAt} text={time} /></span>}
          </div>
        </div>
        {!isDeleted && localState === null && <Reactions message={message} tabIndex={isActive ? 0 : -1} onReact={props.onReact} />}
        {hasMeta && (
          <div className="meta">
            {isEdited && <span>{texts.edited}</span>}
            <Time value={message.sentAt} text={time} />
            {isOwn && !isDeleted && (props.showStatus || localState !== null) && <MessageStatus localState={localState} readers={props.readers} />}
          </div>
        )}
        {localState === 'failed' && <Failed {...props} message={message as UiMessage} />}
      </div>
    </article>
  );
}

function useQuoteText(quote: MessageQuote | null): string {
  const texts = useTexts();
  const name = useQuotedName(quote);
  return quote === null ? '' : texts.inReplyTo(name, quote.deleted ? texts.deleted : quote.excerpt);
}

const classes = (...names: (string | false | null)[]) => names.filter(Boolean).join(' ');

/** On a narrow screen one button for all of them, which has room beside the bubble. */
function Actions({ message, isOwn, tabIndex, isCopied, onReact, onReply, onCopy, onEdit, onDelete, onMenu }: Props & { tabIndex: number }) {
  const texts = useTexts();
  return (
    <div className="message-actions" role="toolbar" aria-label={texts.messageActions}>
      <IconButton
        icon="more" label={texts.messageActions} className="narrow" tabIndex={tabIndex} aria-haspopup="menu"
        onClick={(event) => onMenu(event.currentTarget)}
      />
      {onReact !== null && <ReactButton message={message} tabIndex={tabIndex} onReact={onReact} />}
      {onReply !== null && <IconButton icon="reply" label={texts.reply} tabIndex={tabIndex} onClick={() => onReply(message)} />}
      <IconButton icon={isCopied ? 'check' : 'copy'} label={isCopied ? texts.copied : texts.copy} tabIndex={tabIndex} onClick={() => onCopy(message)} />
      {isOwn && <IconButton icon="edit" label={texts.edit} tabIndex={tabIndex} onClick={() => onEdit(message)} />}
      {isOwn && <IconButton icon="trash" label={texts.delete} tabIndex={tabIndex} onClick={() => onDelete(message)} />}
    </div>
  );
}

function ReactButton({ message, tabIndex, onReact }: { message: Message; tabIndex: number; onReact: OnReact }) {
  const texts = useTexts();
  const button = useRef<HTMLButtonElement>(null);
  const [anchor, setAnchor] = useState<DOMRect | null>(null);

  function close(isFocusHere: boolean) {
    setAnchor(null);
    if (isFocusHere) button.current?.focus({ preventScroll: true });
  }

  return (
    <>
      <IconButton
        ref={button} icon="smile" label={texts.react} tabIndex={tabIndex} aria-haspopup="menu" aria-expanded={anchor !== null}
        onMouseDown={(event) => { if (anchor !== null) event.preventDefault(); }}
        onClick={(event) => setAnchor(anchor === null ? event.currentTarget.getBoundingClientRect() : null)}
      />
      {anchor !== null && <MenuList label={texts.react} items={[]} quick={quickItems(message, onReact)} anchor={anchor} onClose={close} />}
    </>
  );
}

/** A refused message says why. The server may accept it later, for example after a block has ended. */
function Failed({ message, onRetry, onDiscard }: Props & { message: UiMessage }) {
  const texts = useTexts();
  return (
    <div className="failed-line">
      <span>{message.error === null ? texts.notSent : failureText(message.error, texts)}</span>
      <button type="button" onClick={() => onRetry(message.id)}>{texts.retry}</button>
      <button type="button" onClick={() => onDiscard(message.id)}>{texts.delete}</button>
    </div>
  );
}
