import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type Ref } from 'react';
import { useChatClient, useChatState, useTyping } from '@messaging/react';
import { type Conversation, type Mentions, type Message, mentionsOf, noMentions } from '@messaging/client';
import { Icon } from '../common/Icon';
import { directionOf } from '../common/direction';
import { IconButton } from '../common/IconButton';
import { useTexts } from '../i18n';
import { usePreferences } from '../browser/preferences';
import { countCharacters } from './characters';
import { MENTION_LIST, MentionList, optionId } from './MentionList';
import { ReplyBar } from './ReplyBar';
import { namedIn, useMentionPicker, withCandidate } from './useMentions';

interface Props {
  row: Conversation;
  name: string;
  editing: Message | null;
  /** The message that is answered. */
  replying: Message | null;
  onSend: (body: string, mentions: Mentions) => void;
  onSave: (message: Message, body: string, mentions: Mentions) => Promise<boolean>;
  onCancelEdit: () => void;
  onCancelReply: () => void;
  /** ↑ in the empty input. */
  onEditLast: () => void;
  /** Esc when there is nothing to cancel. */
  onEscape: () => void;
  inputRef: Ref<HTMLTextAreaElement>;
}

const COUNTER_FROM = 0.9;

export function Composer(props: Props) {
  const { row, editing, replying, onCancelEdit, onCancelReply } = props;
  const conversationId = row.id;
  const texts = useTexts();
  const { drafts, config } = useChatClient();
  const { sendKey } = usePreferences();
  const { onInput, stop } = useTyping(conversationId);
  const [draft, setDraft] = useState(() => drafts.get(conversationId));
  const me = useChatState((state) => state.me.id);
  const [chosen, setChosen] = useState(() => drafts.getMentions(conversationId));
  const [edit, setEdit] = useState<{ id: string; text: string; chosen: Mentions } | null>(null);
  const [cursor, setCursor] = useState(0);
  const [isFocused, setIsFocused] = useState(false);
  const isEditing = editing !== null;
  const [text, mentions] = !isEditing ? [draft, chosen] : edit?.id === editing.id ? [edit.text, edit.chosen] : [editing.body, mentionsOf(editing)];
  const limit = config.limits.bodyLength;
  // A reader never counts more characters than there are code units, so far from the limit these will do.
  const length = text.length < limit * COUNTER_FROM ? text.length : countCharacters(text);
  const canSend = text.trim() !== '' && length <= limit;
  const own = useRef<HTMLTextAreaElement>(null);

  useLayoutEffect(() => {
    fit(own.current);
  }, [text]);
  useEffect(() => {
    if (isEditing) own.current?.focus();
  }, [isEditing]);

  const lastReplying = useRef(replying);
  useEffect(() => {
    if (replying !== null && replying.id !== lastReplying.current?.id) own.current?.focus();
    lastReplying.current = replying;
  }, [replying]);

  /** Where the cursor goes once the chosen name is in the input. */
  const nextCursor = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (nextCursor.current !== null) own.current?.setSelectionRange(nextCursor.current, nextCursor.current);
    nextCursor.current = null;
  }, [text]);
  const picker = useMentionPicker({
    row, me, everyone: texts.everyone, text, cursor,
    onInsert: (next, at, candidate) => {
      nextCursor.current = at;
      setCursor(at);
      change(next, withCandidate(mentions, candidate));
    },
  });
  const isPicking = isFocused && picker.candidates.length > 0;

  function change(next: string, nextMentions: Mentions) {
    if (isEditing) { setEdit({ id: editing.id, text: next, chosen: nextMentions }); return; }
    setDraft(next);
    setChosen(nextMentions);
    drafts.set(conversationId, next);
    drafts.setMentions(conversationId, nextMentions);
    onInput(next);
  }

  function onText({ value, selectionStart }: HTMLTextAreaElement) {
    const candidate = picker.onText(value, selectionStart);
    setCursor(selectionStart);
    change(value, candidate === undefined ? mentions : withCandidate(mentions, candidate));
  }

  async function submit() {
    if (!canSend) return;
    // Spaces at the start may be meant, as in code; empty lines around the text are not.
    const body = text.replace(/^(?:[^\S\n]*\n)+/, '').trimEnd();
    if (isEditing) {
      const isDone = body === editing.body || (await props.onSave(editing, body, namedIn(body, mentions, row)));
      if (isDone) onCancelEdit();
      return;
    }
    stop();
    setDraft('');
    setChosen(noMentions);
    drafts.set(conversationId, '');
    drafts.setMentions(conversationId, noMentions);
    props.onSend(body, namedIn(body, mentions, row));
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
    // Enter ends a composition (Vietnamese, Chinese, Japanese): it must not send. Code 229 is how Safari says so.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    const isMod = event.ctrlKey || event.metaKey;
    if (!isMod && !event.altKey && !event.shiftKey && picker.onKey(event.key)) {
      event.preventDefault();
      return;
    }
    if (event.key === 'Enter' && (sendKey === 'enter' ? !event.shiftKey && !event.altKey : isMod)) {
      event.preventDefault();
      void submit();
    } else if (event.key === 'Escape') {
      if (!isEditing && replying === null) {
        props.onEscape();
        return;
      }
      event.preventDefault();
      if (isEditing) onCancelEdit();
      else onCancelReply();
    } else if (event.key === 'ArrowUp' && text === '' && !isEditing && !event.altKey) {
      event.preventDefault();
      props.onEditLast();
    }
  }

  return (
    <form className="composer" onSubmit={(event) => { event.preventDefault(); void submit(); }}>
      {isEditing && (
        <div className="editing-bar">
          <Icon name="edit" /> {texts.editing}
          <IconButton icon="close" label={texts.cancel} onClick={onCancelEdit} />
        </div>
      )}
      {!isEditing && replying !== null && <ReplyBar message={replying} onCancel={onCancelReply} />}
      {isPicking && <MentionList candidates={picker.candidates} at={picker.at} onChoose={picker.choose} />}
      <div className="composer-line">
        <div className="composer-box">
          <textarea
            ref={(element) => { own.current = element; return assign(props.inputRef, element); }}
            rows={1} dir={directionOf(text)} aria-label={isEditing ? texts.editing : texts.messageTo(props.name)}
            aria-invalid={length > limit} aria-describedby="composer-counter"
            enterKeyHint={sendKey === 'enter' ? 'send' : 'enter'} id="composer-input"
            aria-autocomplete={row.kind === 'group' ? 'list' : undefined} aria-controls={isPicking ? MENTION_LIST : undefined}
            aria-activedescendant={isPicking ? optionId(picker.at) : undefined}
            value={text} onChange={(event) => onText(event.target)} onSelect={(event) => setCursor(event.currentTarget.selectionStart)}
            onKeyDown={onKeyDown} onFocus={() => setIsFocused(true)} onBlur={() => { stop(); setIsFocused(false); }}
          />
          {/* A placeholder of a text area cannot end in an ellipsis. */}
          {text === '' && <span className="placeholder" aria-hidden="true">{texts.messageTo(props.name)}</span>}
        </div>
        <button type="submit" className="send primary" disabled={!canSend} aria-label={isEditing ? texts.save : texts.send} title={isEditing ? texts.save : texts.send}>
          <Icon name={isEditing ? 'check' : 'send'} />
        </button>
      </div>
      <p id="composer-counter" className={`counter ${length > limit ? 'over' : ''}`}>
        {length > limit ? texts.charactersOver(length - limit) : length >= limit * COUNTER_FROM ? texts.charactersLeft(limit - length) : ''}
      </p>
    </form>
  );
}

/** As high as its text; CSS sets the limits. */
function fit(area: HTMLTextAreaElement | null): void {
  if (area === null) return;
  area.style.height = 'auto';
  area.style.height = `${area.scrollHeight}px`;
}

function assign(ref: Ref<HTMLTextAreaElement>, element: HTMLTextAreaElement | null): void {
  if (typeof ref === 'function') ref(element);
  else if (ref !== null) ref.current = element;
}
