using Messaging.Application.Common;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Messaging.Domain.Users;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Messaging.Infrastructure.Persistence;

/// <summary>
/// SQLite: one writer at a time. The gate queues writers of this process in order; without it they
/// would poll the file's lock in steps of 150 ms.
/// </summary>
public sealed class SqliteMessagingDbContext(
    DbContextOptions<SqliteMessagingDbContext> options, SqliteWriteGate? gate = null, CommitFeed? commits = null, TimeProvider? time = null)
    : MessagingDbContext(options, commits)
{
    // A transaction has the file for itself.
    internal override Task LockAsync(string name, CancellationToken cancellationToken) => Task.CompletedTask;

    // The database runs in this process, so its clock is ours.
    internal override Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken) => Task.FromResult((time ?? TimeProvider.System).Now());

    internal override async Task PrepareFileAsync(CancellationToken cancellationToken)
    {
        // Made here, because SQLite would make it as the umask says. Its other files get the mode of this one.
        var file = Database.GetDbConnection().DataSource;
        if (file.Length > 0 && !File.Exists(file)) await PrivateFiles.Create(file).DisposeAsync();
        // The file remembers it. Readers go on while one writes.
        await Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL;", cancellationToken);
        // EF Core marks a migration that is under way by a row, and waits without end for the row to go. A process that was
        // killed leaves it. Only the owner of the file gets here, so nobody else can be migrating.
        if (await Database.SqlQuery<int>($"SELECT COUNT(*) AS Value FROM sqlite_master WHERE name = '__EFMigrationsLock'").SingleAsync(cancellationToken) > 0)
            await Database.ExecuteSqlRawAsync("DELETE FROM __EFMigrationsLock;", cancellationToken);
    }

    // No row locks: BEGIN IMMEDIATE, which the provider uses, locks the file for writers.
    protected override IQueryable<Conversation> LockConversation(Guid id, Guid memberId) => Conversations.FromSql(
        $"""
        SELECT * FROM "Conversations" AS c WHERE c."Id" = {id}
        AND EXISTS (SELECT 1 FROM "Members" AS m WHERE m."ConversationId" = c."Id" AND m."UserId" = {memberId} AND m."LeftAt" IS NULL)
        """);

    protected override IQueryable<User> LockMembers(Guid conversationId) => Users.FromSql(
        $"""
        SELECT * FROM "Users" AS u WHERE u."Id" IN (SELECT m."UserId" FROM "Members" AS m WHERE m."ConversationId" = {conversationId} AND m."LeftAt" IS NULL)
        """);

    // The file is locked already, so the order does not matter.
    protected override IQueryable<User> LockUsers(Guid[] ids) => Users.Where(user => EF.Parameter(ids.Select(id => new UserId(id)).ToArray()).Contains(user.Id));

    protected override IQueryable<User> LockUser(Guid id) =>
        Users.FromSql($"""SELECT * FROM "Users" AS u WHERE u."Id" = {id}""");

    protected override async ValueTask<IDisposable?> EnterWriteAsync(CancellationToken cancellationToken)
    {
        if (gate is null) return null;
        var turn = await gate.EnterAsync(cancellationToken);
        // In whole seconds, where 0 would be without end.
        ((SqliteConnection)Database.GetDbConnection()).DefaultTimeout = Math.Max(1, (int)turn.Left.TotalSeconds);
        return turn;
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        // SQLite has no type for this, and EF Core does not translate comparisons of its text form.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicksConverter>();
        // It is a number there anyway. Compared as one, an index serves; a bare column as a condition uses none.
        configurationBuilder.Properties<bool>().HaveConversion<BoolToZeroOneConverter<int>>();
    }

    private sealed class UtcTicksConverter() : ValueConverter<DateTimeOffset, long>(
        time => time.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
}
