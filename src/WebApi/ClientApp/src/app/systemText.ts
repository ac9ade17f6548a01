import type { Conversation, SystemChange } from '../realtime/types';
import type { Texts } from './i18n';

/** What happened to a group, in the user's words. */
export function systemText(change: SystemChange, actorId: string, row: Conversation, myId: string, texts: Texts): string {
  const nameOf = (id: string) =>
    id === myId ? texts.you : (row.members.find((member) => member.userId === id)?.displayName ?? texts.somebody);
  const actor = nameOf(actorId);
  const names = change.userIds.map(nameOf).join(', ');
  switch (change.type) {
    case 'created': return texts.groupCreated(actor, change.title ?? '');
    case 'renamed': return texts.groupRenamed(actor, change.title ?? '');
    case 'membersAdded': return texts.membersAdded(actor, names);
    case 'memberRemoved': return texts.memberRemoved(actor, names);
    case 'memberLeft': return texts.memberLeft(names === '' ? actor : names);
    case 'ownerChanged': return texts.roleChanged(actor, names);
  }
}
