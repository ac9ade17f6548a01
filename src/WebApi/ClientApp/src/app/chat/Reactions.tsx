import { useChatState } from '@messaging/react';
import { type ChatState, type Message, type Reaction, reactionsOf } from '@messaging/client';
import type { QuickItem } from '../common/Menu';
import { useTexts, type Texts } from '../i18n';

export type OnReact = (message: Message, emoji: string, isGiven: boolean) => void;

/** The emoji that are offered at once. */
const quickReactions = ['👍', '❤️', '😂', '🎉', '😮', '😢'];

/** The emoji of a menu, each a switch for the own reaction. */
export function quickItems(message: Message, onReact: OnReact): QuickItem[] {
  const mine = reactionsOf(message).filter((kind) => kind.mine === true).map((kind) => kind.emoji);
  return quickReactions.map((emoji) => ({
    label: emoji, isChecked: mine.includes(emoji), onSelect: () => onReact(message, emoji, !mine.includes(emoji)),
  }));
}

interface Props {
  message: Message;
  tabIndex: number;
  /** Null where nobody can react. */
  onReact: OnReact | null;
}

/** The reactions below a bubble, each a switch for the own one. */
export function Reactions({ message, tabIndex, onReact }: Props) {
  const texts = useTexts();
  const me = useChatState((state) => state.me.id);
  const people = useChatState((state) => state.people);
  const reactions = reactionsOf(message);
  if (reactions.length === 0) return null;
  return (
    <div className="reactions" role="group" aria-label={texts.reactions}>
      {reactions.map((kind) => {
        const who = givers(kind, people, me, texts);
        const isMine = kind.mine ?? false;
        return (
          <button
            key={kind.emoji} type="button" className="reaction" tabIndex={tabIndex} title={who}
            aria-pressed={isMine} aria-label={`${kind.emoji} ${kind.count}, ${who}`} disabled={onReact === null}
            onClick={() => onReact?.(message, kind.emoji, !isMine)}
          >
            <span className="emoji-sign">{kind.emoji}</span> <span>{kind.count}</span>
          </button>
        );
      })}
    </div>
  );
}

/** The reactions in the sentence that a screen reader says of a message. */
export function reactionsText(message: Message, texts: Texts): string {
  const kinds = reactionsOf(message).map(({ emoji, count }) => `${emoji} ${count}`);
  return kinds.length === 0 ? '' : `${texts.reactions}: ${kinds.join(' ')}`;
}

function givers({ userIds, count, mine }: Reaction, people: ChatState['people'], me: string, texts: Texts): string {
  const names = userIds.filter((id) => id !== me).map((id) => people[id]?.displayName ?? texts.somebody);
  const shown = mine ?? false ? [texts.you, ...names] : names;
  return texts.reactedBy(shown, Math.max(0, count - shown.length));
}
