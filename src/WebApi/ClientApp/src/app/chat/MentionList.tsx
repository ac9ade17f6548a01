import { useEffect, useRef } from 'react';
import { Avatar } from '../common/Avatar';
import { useAnnounce } from '../common/announcer';
import { useTexts } from '../i18n';
import type { Candidate } from './useMentions';

export const MENTION_LIST = 'mention-list';
export const optionId = (at: number): string => `mention-${at}`;

interface Props {
  candidates: readonly Candidate[];
  at: number;
  onChoose: (candidate: Candidate) => void;
}

/** Members to mention, above the input that keeps the focus. */
export function MentionList({ candidates, at, onChoose }: Props) {
  const texts = useTexts();
  const announce = useAnnounce();
  const count = candidates.length;
  useEffect(() => announce(texts.membersFound(count)), [announce, texts, count]);
  const list = useRef<HTMLDivElement>(null);
  // Nothing is returned: newer browsers return a promise here, which React would take for a clean-up.
  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  return (
    <div ref={list} id={MENTION_LIST} className="mention-list" role="listbox" aria-label={texts.mentionMember}>
      {candidates.map((candidate, index) => (
        // The input has the focus and the keys.
        // eslint-disable-next-line jsx-a11y/click-events-have-key-events
        <div
          key={candidate.userName} id={optionId(index)} className="mention-option" role="option" aria-selected={index === at} tabIndex={-1}
          onMouseDown={(event) => event.preventDefault()} onClick={() => onChoose(candidate)}
        >
          <Avatar id={candidate.userId ?? candidate.userName} name={candidate.displayName} url={candidate.avatarUrl} isGroup={candidate.userId === null} small isDecoration />
          <span className="mention-name" dir="auto">{candidate.displayName}</span>
          <span className="mention-user-name" dir="ltr">@{candidate.userName}</span>
        </div>
      ))}
    </div>
  );
}
