using Messaging.Application.Common;
using Messaging.Domain.Common;
using Messaging.Domain.Messages;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Conversations;

/// <summary>
/// Somebody whom a message names, as its sender or in its change, and who is no longer a member: the list of
/// members does not have the name.
/// </summary>
/// <param name="UserId">The user.</param>
/// <param name="UserName">Their unique name.</param>
/// <param name="DisplayName">The name to show.</param>
/// <param name="AvatarUrl">Their picture, or null.</param>
public sealed record AuthorView(UserId UserId, string UserName, string DisplayName, string? AvatarUrl);

internal static class Authors
{
    /// <summary>Ids in one question to the database: well below the number of parameters that each takes.</summary>
    private const int Chunk = 500;

    /// <summary>Everyone whom a message names.</summary>
    public static IEnumerable<UserId> NamedBy(UserId senderId, SystemChange? change) => [senderId, .. change?.UserIds ?? []];

    /// <summary>The people with these ids.</summary>
    public static async Task<IReadOnlyList<AuthorView>> AuthorsAsync(this IMessagingDb db, IEnumerable<UserId> ids, CancellationToken cancellationToken)
    {
        var authors = new List<AuthorView>();
        foreach (var chunk in ids.Distinct().Chunk(Chunk))
        {
            authors.AddRange(await db.Users.Where(user => chunk.Contains(user.Id))
                .Select(user => new AuthorView(user.Id, user.UserName, user.DisplayName, user.AvatarUrl)).ToListAsync(cancellationToken));
        }

        return authors;
    }
}
