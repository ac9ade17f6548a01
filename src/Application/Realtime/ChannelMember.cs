using Messaging.Application.Common;
using Messaging.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Realtime;

/// <summary>The data about a user that others in a presence channel get. The protocol allows 1 KB; names are at most 64 characters.</summary>
internal sealed record ChannelMember(UserId Id, ChannelMemberInfo Info);

internal sealed record ChannelMemberInfo(string UserName, string DisplayName);

internal static class ChannelMemberQueries
{
    /// <exception cref="RefusedException"><c>unauthenticated</c>: the token names a user who is gone.</exception>
    public static async Task<ChannelMember> ChannelMemberAsync(this IMessagingDb db, UserId id, CancellationToken cancellationToken) =>
        await db.Users
            .Where(user => user.Id == id)
            .Select(user => new ChannelMember(user.Id, new ChannelMemberInfo(user.UserName, user.DisplayName)))
            .SingleOrDefaultAsync(cancellationToken)
        ?? throw new RefusedException(Refusal.Unauthenticated, "unauthenticated", "Sign in first.");
}
