using Messaging.Application.Common;
using Messaging.Application.Outbox;
using Messaging.Domain.Common;
using Messaging.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Infrastructure.Persistence;

/// <summary>PostgreSQL: row locks with <c>FOR UPDATE</c>, and NOTIFY between nodes.</summary>
public sealed class PostgreSqlMessagingDbContext(
    DbContextOptions<PostgreSqlMessagingDbContext> options, IOutboxSignal? signal = null, CommitFeed? commits = null, NodeHints? hints = null)
    : MessagingDbContext(options, signal, commits)
{
    internal override async Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken) =>
        await Database.SqlQuery<DateTimeOffset>($"""SELECT clock_timestamp() AS "Value" """).SingleAsync(cancellationToken);

    protected override void TellOtherNodes(IReadOnlyList<IDomainEvent> events) => hints?.Committed(WrittenLanes, events);

    // NO KEY UPDATE: keys never change, and a plain FOR UPDATE would block every insert that refers to the row.
    protected override FormattableString LockConversationSql(Guid id, Guid memberId) =>
        $"""
        SELECT * FROM "Conversations" AS c WHERE c."Id" = {id}
        AND EXISTS (SELECT 1 FROM "Members" AS m WHERE m."ConversationId" = c."Id" AND m."UserId" = {memberId} AND m."LeftAt" IS NULL)
        FOR NO KEY UPDATE OF c
        """;

    protected override FormattableString LockMembersSql(Guid conversationId) =>
        $"""
        SELECT * FROM "Users" AS u WHERE u."Id" IN (SELECT m."UserId" FROM "Members" AS m WHERE m."ConversationId" = {conversationId})
        ORDER BY u."Id" FOR NO KEY UPDATE OF u
        """;

    protected override FormattableString LockUserSql(Guid id) => $"""SELECT * FROM "Users" AS u WHERE u."Id" = {id} FOR NO KEY UPDATE""";

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        // Prefix search compares ranges, which is only the prefix when letters are compared as code points.
        modelBuilder.Entity<User>().Property(user => user.UserNameKey).UseCollation("C");
        modelBuilder.Entity<User>().Property(user => user.DisplayNameKey).UseCollation("C");
    }
}
