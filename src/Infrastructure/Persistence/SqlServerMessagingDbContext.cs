using Messaging.Application.Common;
using Messaging.Application.Outbox;
using Messaging.Domain.Users;
using Messaging.Infrastructure.Identity.Outside;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Infrastructure.Persistence;

/// <summary>SQL Server: row locks with <c>UPDLOCK</c>.</summary>
public sealed class SqlServerMessagingDbContext(DbContextOptions<SqlServerMessagingDbContext> options, IOutboxSignal? signal = null, CommitFeed? commits = null)
    : MessagingDbContext(options, signal, commits)
{
    internal override async Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken) =>
        await Database.SqlQuery<DateTimeOffset>($"SELECT SYSDATETIMEOFFSET() AS [Value]").SingleAsync(cancellationToken);

    protected override FormattableString LockConversationSql(Guid id, Guid memberId) =>
        $"""
        SELECT c.* FROM [Conversations] AS c WITH (UPDLOCK, ROWLOCK) WHERE c.[Id] = {id}
        AND EXISTS (SELECT 1 FROM [Members] AS m WHERE m.[ConversationId] = c.[Id] AND m.[UserId] = {memberId} AND m.[LeftAt] IS NULL)
        """;

    protected override FormattableString LockMembersSql(Guid conversationId) =>
        $"""
        SELECT u.* FROM [Users] AS u WITH (UPDLOCK, ROWLOCK)
        WHERE u.[Id] IN (SELECT m.[UserId] FROM [Members] AS m WHERE m.[ConversationId] = {conversationId})
        ORDER BY u.[Id]
        """;

    protected override FormattableString LockUserSql(Guid id) =>
        $"SELECT u.* FROM [Users] AS u WITH (UPDLOCK, ROWLOCK) WHERE u.[Id] = {id}";

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        // Prefix search compares ranges, which is only the prefix when letters are compared as code points.
        modelBuilder.Entity<User>().Property(user => user.UserNameKey).UseCollation("Latin1_General_100_BIN2");
        modelBuilder.Entity<User>().Property(user => user.DisplayNameKey).UseCollation("Latin1_General_100_BIN2");
        // Two people of an issuer may differ in nothing but the case of their subjects.
        modelBuilder.Entity<OutsideIdentity>().Property(identity => identity.Issuer).UseCollation("Latin1_General_100_BIN2");
        modelBuilder.Entity<OutsideIdentity>().Property(identity => identity.Subject).UseCollation("Latin1_General_100_BIN2");
    }
}
