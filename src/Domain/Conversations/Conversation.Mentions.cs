using Messaging.Domain.Common;
using Messaging.Domain.Messages;

namespace Messaging.Domain.Conversations;

/// <summary>Mentions of members, and the right to mention everyone.</summary>
public sealed partial class Conversation
{
    /// <summary>
    /// The mentions that a message of this sender gets. Users who are not members are left out and not refused: they may have
    /// left while the message waited for a connection. Where the client names nobody, the text decides.
    /// </summary>
    /// <param name="senderId">A member.</param>
    /// <param name="body">The text, normalized.</param>
    /// <param name="wanted">The wish of the client.</param>
    /// <param name="mayMentionAll">True when everyone was mentioned already, before an edit.</param>
    /// <exception cref="RefusedException"><c>not_a_group</c> or <c>not_an_owner</c>: this sender cannot mention everyone.</exception>
    public MessageMentions? MentionsOf(UserId senderId, string body, WantedMentions wanted, bool mayMentionAll = false)
    {
        if (wanted.All && !mayMentionAll)
        {
            if (Kind != ConversationKind.Group)
                throw new RefusedException(Refusal.Unprocessable, "not_a_group", "Everyone can be mentioned only in a group.");
            if (MemberOf(senderId).Role != MemberRole.Owner)
                throw new RefusedException(Refusal.Forbidden, "not_an_owner", "Only owners of the group can mention everyone.");
        }

        if (wanted.UserIds is null && !body.Contains('@', StringComparison.Ordinal)) return new MessageMentions([], wanted.All).OrNull();
        var mentioned = Active.Where(member => member.UserId != senderId
            && (wanted.UserIds?.Contains(member.UserId) ?? MentionText.Names(body, member.User.UserName)));
        return new MessageMentions([.. mentioned.Select(member => member.UserId).OrderBy(id => id.Value)], wanted.All).OrNull();
    }
}
