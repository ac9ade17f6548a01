using System.Data.Common;
using System.Data.SqlTypes;
using Messaging.Application.Common;
using Messaging.Domain.Conversations;
using Messaging.Domain.Users;
using Messaging.Infrastructure.Identity.Outside;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Infrastructure.Persistence;

/// <summary>SQL Server, and servers that are compatible with it: row locks by updates that change nothing.</summary>
public sealed class SqlServerMessagingDbContext(DbContextOptions<SqlServerMessagingDbContext> options, CommitFeed? commits = null)
    : MessagingDbContext(options, commits)
{
    internal override Task LockAsync(string name, CancellationToken cancellationToken) => Database.ExecuteSqlAsync(
        $"""
        DECLARE @outcome int;
        EXEC @outcome = sp_getapplock @Resource = {name}, @LockMode = N'Exclusive', @LockOwner = N'Transaction', @LockTimeout = -1;
        IF @outcome < 0 THROW 50000, N'The lock could not be taken.', 1;
        """,
        cancellationToken);

    internal override async Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken) =>
        await Clock().SingleAsync(cancellationToken);

    // Without snapshots every reader waits for every writer of the same rows. A database that the app
    // makes has them; one that a DBA makes often has not.
    internal override async Task<string?> FindWarningAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await ReadCommittedSnapshot().SingleAsync(cancellationToken) ? null : "READ_COMMITTED_SNAPSHOT is off, so readers wait for writers. See docs/databases.md for the statement that switches it on.";
        }
        catch (SqlException)
        {
            // Not allowed to look, or a server that only speaks the protocol: no reason not to start.
            return null;
        }
    }

    internal override bool IsMissing(DbException exception) => exception is SqlException { Number: 4060 };

    // The server compares the last six bytes first, and so does its way through an index: users who are locked
    // one by one come in the same order as those of a conversation, or the two would wait for each other.
    internal override IEnumerable<Guid> InLockOrder(IEnumerable<Guid> ids) => ids.OrderBy(id => new SqlGuid(id));

    // The lock is an update that changes nothing, not a hint: every server that speaks T-SQL holds the row
    // for it until the commit, while a compatible one may read over a hint. The select is a statement of
    // its own, so it sees what was committed while the update waited.
    protected override IQueryable<Conversation> LockConversation(Guid id, Guid memberId) => Conversations.FromSql(
        $"""
        UPDATE [Conversations] SET [Revision] = [Revision] WHERE [Id] = {id}
        AND EXISTS (SELECT 1 FROM [Members] AS m WHERE m.[ConversationId] = {id} AND m.[UserId] = {memberId} AND m.[LeftAt] IS NULL);
        SELECT c.* FROM [Conversations] AS c WHERE c.[Id] = {id}
        AND EXISTS (SELECT 1 FROM [Members] AS m WHERE m.[ConversationId] = c.[Id] AND m.[UserId] = {memberId} AND m.[LeftAt] IS NULL);
        """);

    protected override IQueryable<User> LockMembers(Guid conversationId) => Users.FromSql(
        $"""
        UPDATE [Users] SET [Revision] = [Revision] WHERE [Id] IN (SELECT m.[UserId] FROM [Members] AS m WHERE m.[ConversationId] = {conversationId} AND m.[LeftAt] IS NULL);
        SELECT u.* FROM [Users] AS u WHERE u.[Id] IN (SELECT m.[UserId] FROM [Members] AS m WHERE m.[ConversationId] = {conversationId} AND m.[LeftAt] IS NULL);
        """);

    protected override IQueryable<User> LockUser(Guid id) =>
        Users.FromSql($"UPDATE [Users] SET [Revision] = [Revision] WHERE [Id] = {id}; SELECT u.* FROM [Users] AS u WHERE u.[Id] = {id};");

    private IQueryable<DateTimeOffset> Clock() => Database.SqlQuery<DateTimeOffset>($"SELECT SYSDATETIMEOFFSET() AS [Value]");

    private IQueryable<bool> ReadCommittedSnapshot() =>
        Database.SqlQuery<bool>($"SELECT [is_read_committed_snapshot_on] AS [Value] FROM sys.databases WHERE [database_id] = DB_ID()");

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        // Prefix search compares ranges, which is only the prefix when letters are compared as code points.
        modelBuilder.Entity<User>().Property(user => user.UserNameKey).UseCollation("Latin1_General_100_BIN2");
        modelBuilder.Entity<User>().Property(user => user.DisplayNameKey).UseCollation("Latin1_General_100_BIN2");
        modelBuilder.Entity<SearchWord>().Property(word => word.Word).UseCollation("Latin1_General_100_BIN2");
        modelBuilder.Entity<SearchWord>().Property(word => word.Order).UseCollation("Latin1_General_100_BIN2");
        // Two people of an issuer may differ in nothing but the case of their subjects.
        modelBuilder.Entity<OutsideIdentity>().Property(identity => identity.Issuer).UseCollation("Latin1_General_100_BIN2");
        modelBuilder.Entity<OutsideIdentity>().Property(identity => identity.Subject).UseCollation("Latin1_General_100_BIN2");
    }
}
