import { useState } from 'react';
import { useChatClient, useChatState, usePresence } from '@messaging/react';
import type { Conversation, Member, User } from '@messaging/client';
import { IconButton } from '../common/IconButton';
import { ConfirmDialog } from '../dialogs/ConfirmDialog';
import { Person } from '../dialogs/Person';
import { PeoplePicker } from '../dialogs/PeoplePicker';
import { useTexts } from '../i18n';
import { isOwner } from '../common/people';

/** Runs what the user asked for; answers false after it has said what went wrong. */
export type Run = (action: Promise<unknown>) => Promise<boolean>;

interface Props {
  row: Conversation;
  run: Run;
}

/** Shows the members of the group. Owners add and remove members and share their role. */
export function GroupMembers({ row, run }: Props) {
  const texts = useTexts();
  const { conversations } = useChatClient();
  const me = useChatState((state) => state.me.id);
  const presence = usePresence(row.members.map((member) => member.userId));
  const [isAdding, setIsAdding] = useState(false);
  const [leaving, setLeaving] = useState<Member | null>(null);
  const canManage = isOwner(row, me);
  return (
    <section>
      <div className="section-header">
        <h3>{texts.memberCount(row.members.length)}</h3>
        {canManage && !isAdding && <button type="button" onClick={() => setIsAdding(true)}>{texts.addPeople}</button>}
      </div>
      {isAdding && <AddPeople row={row} run={run} onClose={() => setIsAdding(false)} />}
      <ul className="people">
        {row.members.map((member) => (
          <li key={member.userId} className="person">
            <Person user={{ ...member, id: member.userId }} status={presence.get(member.userId).status} />
            {member.role === 'owner' && <span className="chip">{texts.owner}</span>}
            {canManage && member.userId !== me && (
              <>
                <IconButton
                  icon="crown" label={member.role === 'owner' ? texts.makeMember(member.displayName) : texts.makeOwner(member.displayName)}
                  aria-pressed={member.role === 'owner'}
                  onClick={() => void run(conversations.changeRole(row.id, member.userId, member.role === 'owner' ? 'member' : 'owner'))}
                />
                <IconButton icon="userMinus" label={texts.remove(member.displayName)} onClick={() => setLeaving(member)} />
              </>
            )}
          </li>
        ))}
      </ul>
      {leaving !== null && (
        <ConfirmDialog
          title={texts.removeTitle(leaving.displayName)} text={texts.removeText} action={texts.removeAction}
          onConfirm={() => void run(conversations.removeMember(row.id, leaving.userId))} onClose={() => setLeaving(null)}
        />
      )}
    </section>
  );
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
