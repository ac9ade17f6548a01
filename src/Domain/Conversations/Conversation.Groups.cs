using Messaging.Domain.Common;
using Messaging.Domain.Conversations.Events;
using Messaging.Domain.Messages;
using Messaging.Domain.Users;

namespace Messaging.Domain.Conversations;

/// <summary>Groups: who is in, who may change that, and the system messages that tell of it.</summary>
public sealed partial class Conversation
{
    /// <summary>Most members of a group: the limit of a presence channel.</summary>
    public const int MaxMembers = 100;

    /// <summary>Longest title of a group, in characters.</summary>
    public const int MaxTitleLength = 100;

    /// <summary>Starts a group. The creator is its owner.</summary>
    public static Conversation OpenGroup(ConversationId id, User owner, string title, IReadOnlyCollection<User> others, DateTimeOffset now)
    {
        RefuseAbove(others.Count + 1);
        var conversation = new Conversation(id, ConversationKind.Group, now) { Title = title };
        conversation._members.Add(new Member(id, owner, MemberRole.Owner, now));
        conversation._members.AddRange(others.Select(user => new Member(id, user, MemberRole.Member, now)));
        conversation.Announce(owner.Id, new SystemChange(SystemChangeType.Created, [.. others.Select(user => user.Id)], title), now);
        return conversation;
    }

    /// <summary>Gives the group another title. Only owners may.</summary>
    public void Rename(UserId byId, string title, DateTimeOffset now)
    {
        RefuseUnlessOwner(byId);
        if (Title == title) return;

        Title = title;
        Announce(byId, new SystemChange(SystemChangeType.Renamed, [], title), now);
    }

    /// <summary>Takes people in; who is in already stays. Only owners may.</summary>
    public void AddMembers(UserId byId, IReadOnlyCollection<User> users, DateTimeOffset now)
    {
        RefuseUnlessOwner(byId);
        var added = users.Where(user => Active.All(member => member.UserId != user.Id)).ToArray();
        if (added.Length == 0) return;

        RefuseAbove(Active.Count() + added.Length);
        foreach (var user in added)
        {
            var member = _members.SingleOrDefault(member => member.UserId == user.Id);
            if (member is null) _members.Add(member = new Member(Id, user, MemberRole.Member, now));
            member.Join(LastSequence, now);
        }

        Announce(byId, new SystemChange(SystemChangeType.MembersAdded, [.. added.Select(user => user.Id)]), now);
    }

    /// <summary>Takes somebody out: owners anyone, everybody themselves. The last owner passes the role to the longest member.</summary>
    /// <exception cref="RefusedException"><c>not_found</c>: that user is not in the group.</exception>
    public void RemoveMember(UserId byId, UserId userId, DateTimeOffset now)
    {
        RefuseUnlessGroup();
        if (byId != userId) RefuseUnlessOwner(byId);
        var member = Active.SingleOrDefault(member => member.UserId == userId) ?? throw RefusedException.NotFound("member");

        member.Leave(now);
        if (Active.All(other => other.Role != MemberRole.Owner)) Active.MinBy(other => other.JoinedAt)?.Become(MemberRole.Owner);
        var type = byId == userId ? SystemChangeType.MemberLeft : SystemChangeType.MemberRemoved;
        Announce(byId, new SystemChange(type, [userId]), now, member);
        Raise(new MemberRemoved(Id, userId));
    }

    /// <summary>Makes a member an owner, or an owner a member. Only owners may; one owner always stays.</summary>
    public void ChangeRole(UserId byId, UserId userId, MemberRole role, DateTimeOffset now)
    {
        RefuseUnlessOwner(byId);
        var member = Active.SingleOrDefault(member => member.UserId == userId) ?? throw RefusedException.NotFound("member");
        if (member.Role == role) return;
        if (member.Role == MemberRole.Owner && Active.Count(other => other.Role == MemberRole.Owner) == 1)
            throw new RefusedException(Refusal.Conflict, "last_owner", "A group needs an owner. Make somebody else one first.");

        member.Become(role);
        Announce(byId, new SystemChange(SystemChangeType.RoleChanged, [userId]), now);
    }

    private void Announce(UserId byId, SystemChange change, DateTimeOffset now, params Member[] gone) =>
        Append(new MessageId(Guid.CreateVersion7(now)), byId, body: "", now, change, replyTo: null, mentions: null, gone);

    private void RefuseUnlessGroup()
    {
        if (Kind != ConversationKind.Group)
            throw new RefusedException(Refusal.Unprocessable, "not_a_group", "A direct conversation always has the same two people.");
    }

    private void RefuseUnlessOwner(UserId userId)
    {
        RefuseUnlessGroup();
        if (MemberOf(userId).Role != MemberRole.Owner)
            throw new RefusedException(Refusal.Forbidden, "not_an_owner", "Only owners of the group may do this.");
    }

    private static void RefuseAbove(int members)
    {
        if (members > MaxMembers)
            throw new RefusedException(Refusal.Unprocessable, "group_full", $"A group has at most {MaxMembers} members.");
    }
}
