import type { PresenceStatus, User } from '@messaging/client';
import { Avatar } from '../common/Avatar';

/** A person in a list: the face and both names. */
export function Person({ user, status }: { user: Pick<User, 'id' | 'displayName' | 'userName' | 'avatarUrl'>; status?: PresenceStatus }) {
  return (
    <>
      <Avatar id={user.id} name={user.displayName} url={user.avatarUrl} small {...(status ? { status } : {})} />
      <span className="person-name"><span dir="auto">{user.displayName}</span><small dir="auto">@{user.userName}</small></span>
    </>
  );
}
