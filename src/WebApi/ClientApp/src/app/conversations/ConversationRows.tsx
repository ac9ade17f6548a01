import { useEffect, useRef, type CSSProperties } from 'react';
import type { Conversation } from '@messaging/client';
import { useTexts } from '../i18n';
import { useNow } from '../browser/page';
import { ConversationRow } from './ConversationRow';
import { useListWindow } from './useListWindow';
import { useRowFocus } from './useRowFocus';

interface Props {
  rows: readonly Conversation[];
  openId: string | null;
  marksArchived?: boolean;
  /** There are rows after the last one. */
  hasMore: boolean;
  /** They can be asked for now. */
  canLoad: boolean;
  /** The end of the rows is near, or somebody looks for what comes after it. */
  onMore: () => void;
}

/** So many rows before the last one, the next are asked for. */
const MORE_AHEAD = 15;

/** The rows that are in sight, and the one that has the focus. All of them have the same height. */
export function ConversationRows({ rows, openId, marksArchived = false, hasMore, canLoad, onMore }: Props) {
  const texts = useTexts();
  const now = useNow();
  const list = useRef<HTMLUListElement>(null);
  const focus = useRowFocus({ rows, list, hasMore, canLoad, onMore });
  const openIndex = openId === null ? -1 : rows.findIndex((row) => row.id === openId);
  // Tab reaches one row; arrows move on from it.
  const tabStop = focus.kept >= 0 ? focus.kept : Math.max(0, openIndex);
  const { items, pageSize } = useListWindow({ rows, list, kept: tabStop });
  const lastShown = items.findLast((index) => index !== tabStop) ?? tabStop;

  const isWanted = canLoad && lastShown >= rows.length - MORE_AHEAD;
  useEffect(() => {
    if (isWanted) onMore();
  }, [isWanted, onMore]);

  return (
    // Arrows move the focus among the links; the links themselves are what is used.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <ul
      ref={list} className="conversations" aria-label={texts.conversations} style={variables({ '--count': rows.length })}
      onKeyDown={(event) => focus.onKeyDown(event, pageSize())} onFocus={focus.onFocus} onBlur={focus.onBlur}
      onWheel={focus.cancel} onPointerDown={focus.cancel}
    >
      {items.map((index) => {
        const row = rows[index];
        if (row === undefined) return null;
        return (
          <li key={row.id} style={variables({ '--at': index })} aria-posinset={index + 1} aria-setsize={hasMore ? -1 : rows.length}>
            <ConversationRow row={row} now={now} isOpen={row.id === openId} isTabStop={index === tabStop} marksArchived={marksArchived} />
          </li>
        );
      })}
    </ul>
  );
}

/** React's type of styles knows no variables. */
function variables(values: Readonly<Record<`--${string}`, number>>): CSSProperties {
  return values;
}
