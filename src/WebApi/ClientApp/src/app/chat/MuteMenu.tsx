import { useConversations } from '@messaging/react';
import { type Conversation, isMuted } from '@messaging/client';
import { clock } from '../common/format';
import { Icon } from '../common/Icon';
import { MenuButton, type MenuItem } from '../common/Menu';
import { useTexts } from '../i18n';
import { useNow } from '../browser/page';
import type { Run } from './GroupMembers';

const HOUR_MS = 3600_000;
const DAY_MS = 24 * HOUR_MS;
const ALWAYS = '9999-12-31T00:00:00.000Z';

/** One row: whether the conversation is muted, and a menu to change it. */
export function MuteMenu({ row, run }: { row: Conversation; run: Run }) {
  const texts = useTexts();
  const now = useNow();
  const { mute } = useConversations();
  const isQuiet = isMuted(row, now.getTime());
  const until = row.mutedUntil === null ? 0 : Date.parse(row.mutedUntil);
  const muteFor = (ms: number) => void run(mute(row.id, new Date(Date.now() + ms).toISOString()));
  const items: MenuItem[] = [
    ...(isQuiet ? [{ label: texts.unmute, icon: 'bell', onSelect: () => void run(mute(row.id, null)) } as const] : []),
    { label: texts.muteHour, onSelect: () => muteFor(HOUR_MS) },
    { label: texts.muteDay, onSelect: () => muteFor(DAY_MS) },
    { label: texts.muteAlways, onSelect: () => void run(mute(row.id, ALWAYS)) },
  ];
  // No menu mutes for longer than a day but for good.
  const muted = until - now.getTime() > DAY_MS ? texts.muted : texts.mutedUntil(clock(new Date(until), texts));
  return (
    <MenuButton label={texts.notifications} items={items} className="detail-row" isNamedByContent>
      <Icon name={isQuiet ? 'muted' : 'bell'} />
      <span>{texts.notifications}</span>
      <small>{isQuiet ? muted : texts.on}</small>
      <Icon name="forward" />
    </MenuButton>
  );
}
