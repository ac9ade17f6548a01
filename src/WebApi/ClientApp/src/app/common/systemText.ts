import type { ChatState, SystemChange } from '@messaging/client';
import type { Texts } from '../i18n';

/** Describes a change of a group in the user's language. */
export function systemText(change: SystemChange, actorId: string, people: ChatState['people'], myId: string, texts: Texts): string {
  const nameOf = (id: string) =>
    id === myId ? texts.you : (people[id]?.displayName ?? texts.somebody);
  const actor = nameOf(actorId);
  const names = change.userIds.map(nameOf);
  switch (change.type) {
    case 'created': return texts.groupCreated(actor, change.title ?? '');
    case 'renamed': return texts.groupRenamed(actor, change.title ?? '');
    case 'membersAdded': return texts.membersAdded(actor, names);
    case 'memberRemoved': return texts.memberRemoved(actor, names);
    case 'memberLeft': return texts.memberLeft(names.length === 0 ? [actor] : names);
    case 'ownerChanged': return texts.roleChanged(actor, names);
  }
}
