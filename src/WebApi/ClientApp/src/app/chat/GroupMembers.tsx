import { useMemo, useState } from 'react';
import { useChatClient, useChatState, useConversations, usePresence } from '@messaging/react';
import type { Conversation, Member, User } from '@messaging/client';
import { directionOf } from '../common/direction';
import { Icon } from '../common/Icon';
import { MenuButton, type MenuItem } from '../common/Menu';
import { ConfirmDialog } from '../dialogs/ConfirmDialog';
import { Person } from '../dialogs/Person';
import { PeoplePicker } from '../dialogs/PeoplePicker';
import { useTexts } from '../i18n';
import { useNavigation } from '../browser/router';
import { isOwner, searchKey } from '../common/people';

/** Runs what the user asked for; answers false after it has said what went wrong. */
export type Run = (action: Promise<unknown>) => Promise<boolean>;

interface Props {
  row: Conversation;
  run: Run;
}

/** Up to this number, all members are in sight. */
const SEARCHED_FROM = 9;

/** Shows the members of the group. Owners add and remove members and share their role. */
export function GroupMembers({ row, run, onOpened }: Props & { onOpened: () => void }) {
  const texts = useTexts();
  const { conversations } = useChatClient();
  const { open } = useConversations();
  const navigation = useNavigation();
  const me = useChatState((state) => state.me.id);
  const presence = usePresence(useMemo(() => row.members.map((member) => member.userId), [row.members]));
  const [isAdding, setIsAdding] = useState(false);
  const [query, setQuery] = useState('');
  const [leaving, setLeaving] = useState<Member | null>(null);
  const canManage = isOwner(row, me);
  const hasSearch = row.members.length >= SEARCHED_FROM;
  const shown = hasSearch ? membersWith(query, row.members) : row.members;

  async function write({ userId }: Member) {
    let id = '';
    if (!(await run(open(userId).then((opened) => { id = opened.id; })))) return;
    onOpened();
    navigation.open(id);
  }

  function itemsFor(member: Member): MenuItem[] {
    const isOwnerToo = member.role === 'owner';
    return [
      { label: texts.sendMessage, icon: 'send', onSelect: () => void write(member) },
      ...(canManage ? [
        {
          label: isOwnerToo ? texts.makeMember(member.displayName) : texts.makeOwner(member.displayName), icon: 'crown',
          onSelect: () => void run(conversations.changeRole(row.id, member.userId, isOwnerToo ? 'member' : 'owner')),
        },
        { label: texts.remove(member.displayName), icon: 'userMinus', isDanger: true, onSelect: () => setLeaving(member) },
      ] as const : []),
    ];
  }

  return (
    <section>
      <div className="section-header">
        <h3>{texts.memberCount(row.members.length)}</h3>
        {canManage && !isAdding && <button type="button" onClick={() => setIsAdding(true)}>{texts.addPeople}</button>}
      </div>
      {isAdding && <AddPeople row={row} run={run} onClose={() => setIsAdding(false)} />}
      {hasSearch && (
        <span className="search">
          <Icon name="search" />
          <input
            type="search" aria-label={texts.searchMembers} placeholder={texts.searchMembers} autoComplete="off"
            dir={directionOf(query)} value={query} onChange={(event) => setQuery(event.target.value)}
          />
        </span>
      )}
      <ul className="people">
        {shown.map((member) => (
          <li key={member.userId} className="person">
            <Person user={{ ...member, id: member.userId }} status={presence.get(member.userId).status} />
            {member.role === 'owner' && <span className="chip">{texts.owner}</span>}
            {member.userId !== me && (
              <MenuButton label={texts.memberActions(member.displayName)} items={itemsFor(member)} className="icon-button"><Icon name="more" /></MenuButton>
            )}
          </li>
        ))}
      </ul>
      <p role="status" className="hint">{shown.length === 0 ? texts.noHits : ''}</p>
      {leaving !== null && (
        <ConfirmDialog
          title={texts.removeTitle(leaving.displayName)} text={texts.removeText} action={texts.removeAction}
          onConfirm={() => void run(conversations.removeMember(row.id, leaving.userId))} onClose={() => setLeaving(null)}
        />
      )}
    </section>
  );
}

function membersWith(query: string, members: readonly Member[]): readonly Member[] {
  const key = searchKey(query.trim());
  return members.filter(({ displayName, userName }) => searchKey(displayName).includes(key) || searchKey(`@${userName}`).includes(key));
}

function AddPeople({ row, run, onClose }: Props & { onClose: () => void }) {
  const texts = useTexts();
  const { conversations } = useChatClient();
  const [chosen, setChosen] = useState<readonly User[]>([]);

  async function add() {
    if (await run(conversations.addMembers(row.id, chosen.map((user) => user.id)))) onClose();
  }

  return (
    <div className="panel">
      <PeoplePicker chosen={chosen} onChange={setChosen} without={row.members.map((member) => member.userId)} />
      <div className="dialog-actions">
        <button type="button" onClick={onClose}>{texts.cancel}</button>
        <button type="button" className="primary" disabled={chosen.length === 0} onClick={() => void add()}>
          {texts.add(chosen.length)}
        </button>
      </div>
    </div>
  );
}
