using Messaging.Application.Common;
using Messaging.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Presence;

/// <summary>Decides whose presence a user may see.</summary>
internal static class ContactQueries
{
    /// <summary>
    /// The people with whom a user shares a conversation now, across no block, who share their own
    /// presence. Whether this user shares it is not looked at. A direct conversation counts when it is in the lists of both:
    /// nobody can watch somebody by opening their chat without a word.
    /// </summary>
    public static IQueryable<UserId> ContactsOf(this IMessagingDb db, UserId id) => (
        from own in db.Members
        join other in db.Members on own.ConversationId equals other.ConversationId
        where own.UserId == id && other.UserId != id && other.User.SharesPresence && own.UserRevision > 0 && other.UserRevision > 0
        where !db.Blocks.Any(block =>
            (block.BlockerId == id && block.BlockedId == other.UserId) || (block.BlockerId == other.UserId && block.BlockedId == id))
        select other.UserId).Distinct();

    /// <summary>The users whose presence this user sees and who see this user's: it is mutual.</summary>
    public static IQueryable<UserId> VisibleContactsOf(this IMessagingDb db, UserId id) =>
        db.ContactsOf(id).Where(_ => db.Users.Any(user => user.Id == id && user.SharesPresence));

    /// <summary>True when the two share a conversation and both share their presence, whether or not one blocks the other.</summary>
    public static Task<bool> SeeEachOtherButForBlocksAsync(this IMessagingDb db, UserId one, UserId other, CancellationToken cancellationToken) => (
        from own in db.Members
        join theirs in db.Members on own.ConversationId equals theirs.ConversationId
        where own.UserId == one && own.User.SharesPresence && theirs.UserId == other && theirs.User.SharesPresence && own.UserRevision > 0 && theirs.UserRevision > 0
        select own).AnyAsync(cancellationToken);
}
