using Messaging.Infrastructure.Persistence;
using Messaging.Integration.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Messaging.Integration.Browser;

/// <summary>Long lists of conversations, straight in the tables: made one by one, 2,000 of them take minutes.</summary>
internal static class ManyConversations
{
    /// <summary>Groups “Room 1” (the newest) to “Room n” in which nobody else is; <paramref name="person"/> must be in none so far.</summary>
    public static async Task WriteAsync(TestApp app, Person person, int count)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MessagingDbContext>();
        var user = person.Id.ToUpperInvariant();
        // The beginning of an id is the time.
        var prefix = user[^8..];
        var now = TimeProvider.System.GetUtcNow().Ticks;
        await db.Database.ExecuteSqlAsync($"""
            WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < {count})
            INSERT INTO Conversations (Id, Kind, Title, CreatedAt, LastSequence, Revision)
            SELECT printf('%s-0000-7000-8000-%012X', {prefix}, i), 'group', 'Room ' || i, {now} - i * 600000000, 0, 1 FROM numbers
            """, TestContext.Current.CancellationToken);
        await db.Database.ExecuteSqlAsync($"""
            WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < {count})
            INSERT INTO Members (ConversationId, UserId, Role, JoinedAt, JoinedRevision, LastActivityAt, Revision, UserRevision,
                                 Archived, LastReadSequence, SharedReadSequence, UnreadCount)
            SELECT printf('%s-0000-7000-8000-%012X', {prefix}, i), {user}, 'owner', {now} - i * 600000000, {count} - i + 1,
                   {now} - i * 600000000, 1, {count} - i + 1, 0, 0, 0, 0
            FROM numbers
            """, TestContext.Current.CancellationToken);
        await db.Database.ExecuteSqlAsync($"UPDATE Users SET Revision = {count} WHERE Id = {user}", TestContext.Current.CancellationToken);
    }
}
