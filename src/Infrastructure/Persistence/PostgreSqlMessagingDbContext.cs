using System.Data.Common;
using Messaging.Application.Common;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Messaging.Domain.Users;
using Messaging.Infrastructure.Nodes;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Messaging.Infrastructure.Persistence;

/// <summary>PostgreSQL: row locks with <c>FOR UPDATE</c>, and NOTIFY between nodes.</summary>
public sealed class PostgreSqlMessagingDbContext(
    DbContextOptions<PostgreSqlMessagingDbContext> options, CommitFeed? commits = null, NodeHints? hints = null)
    : MessagingDbContext(options, commits)
{
    internal override Task LockAsync(string name, CancellationToken cancellationToken) =>
        Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({name}, 0))", cancellationToken);

    internal override async Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken) =>
        await Database.SqlQuery<DateTimeOffset>($"""SELECT clock_timestamp() AS "Value" """).SingleAsync(cancellationToken);

    internal override bool IsMissing(DbException exception) => exception.SqlState == PostgresErrorCodes.InvalidCatalogName;

    protected override void TellOtherNodes(IReadOnlyList<IDomainEvent> events) => hints?.Committed(events);

    // Ordered, so that EF Core puts its column names around the star: the statements are prepared, and a prepared star
    // fails for ever once the next release has added a column.
    // NO KEY UPDATE: keys never change, and a plain FOR UPDATE would block every insert that refers to the row.
    protected override IQueryable<Conversation> LockConversation(Guid id, Guid memberId) => Conversations.FromSql(
        $"""
        SELECT * FROM "Conversations" AS c WHERE c."Id" = {id}
        AND EXISTS (SELECT 1 FROM "Members" AS m WHERE m."ConversationId" = c."Id" AND m."UserId" = {memberId} AND m."LeftAt" IS NULL)
        FOR NO KEY UPDATE OF c
        """).OrderBy(conversation => conversation.Id);

    protected override IQueryable<User> LockMembers(Guid conversationId) => Users.FromSql(
        $"""
        SELECT * FROM "Users" AS u WHERE u."Id" IN (SELECT m."UserId" FROM "Members" AS m WHERE m."ConversationId" = {conversationId} AND m."LeftAt" IS NULL)
        ORDER BY u."Id" FOR NO KEY UPDATE OF u
        """).OrderBy(user => user.Id);

    protected override IQueryable<User> LockUsers(Guid[] ids) =>
        Users.FromSql($"""SELECT * FROM "Users" AS u WHERE u."Id" = ANY ({ids}) ORDER BY u."Id" FOR NO KEY UPDATE""").OrderBy(user => user.Id);

    protected override IQueryable<User> LockUser(Guid id) =>
        Users.FromSql($"""SELECT * FROM "Users" AS u WHERE u."Id" = {id} FOR NO KEY UPDATE""").OrderBy(user => user.Id);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        // Prefix search compares ranges, which is only the prefix when letters are compared as code points.
        modelBuilder.Entity<User>().Property(user => user.UserNameKey).UseCollation("C");
        modelBuilder.Entity<User>().Property(user => user.DisplayNameKey).UseCollation("C");
        modelBuilder.Entity<SearchWord>().Property(word => word.Word).UseCollation("C");
        modelBuilder.Entity<SearchWord>().Property(word => word.Order).UseCollation("C");
    }
}
