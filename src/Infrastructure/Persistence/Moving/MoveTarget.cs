using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Messaging.Infrastructure.Persistence.Moving;

/// <summary>Writes to the target beside the rows: the mark of a move under way, and identity columns that go on.</summary>
internal static class MoveTarget
{
    private const string Mark = "DataMove";

    /// <summary>Columns whose values the database gives.</summary>
    private static IProperty? IdentityOf(IEntityType type) =>
        type.FindPrimaryKey()!.Properties.FirstOrDefault(property => property.ValueGenerated == ValueGenerated.OnAdd && property.ClrType != typeof(Guid));

    /// <summary>The source that a move under way came from, or null when there is none.</summary>
    public static async Task<string?> ReadMarkAsync(this MessagingDbContext db, CancellationToken cancellationToken)
    {
        if (!await db.GetService<IRelationalDatabaseCreator>().ExistsAsync(cancellationToken)) return null;
        await db.Database.OpenConnectionAsync(cancellationToken);
        return await db.ExecuteAsync($"SELECT COUNT(*) FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_NAME = '{Mark}'", cancellationToken) is 0 or 0L
            ? null
            : (string?)await db.ExecuteAsync($"SELECT {Quote(db, "Source")} FROM {Quote(db, Mark)}", cancellationToken);
    }

    /// <summary>Notes that a move from this source is under way, until <see cref="DropMarkAsync"/>.</summary>
    public static async Task WriteMarkAsync(this MessagingDbContext db, string source, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.ExecuteAsync($"CREATE TABLE {Quote(db, Mark)} ({Quote(db, "Source")} varchar(500) NOT NULL)", cancellationToken);
        await db.ExecuteAsync($"INSERT INTO {Quote(db, Mark)} VALUES ('{source}')", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public static Task DropMarkAsync(this MessagingDbContext db, CancellationToken cancellationToken) =>
        db.ExecuteAsync($"DROP TABLE {Quote(db, Mark)}", cancellationToken);

    /// <summary>Lets rows keep their numbers, until what this returns is disposed.</summary>
    public static async Task<IAsyncDisposable?> AcceptGivenIdentitiesAsync(this MessagingDbContext db, IEntityType type, CancellationToken cancellationToken)
    {
        if (IdentityOf(type) is null || db is not SqlServerMessagingDbContext) return null;
        await db.ExecuteAsync($"SET IDENTITY_INSERT {Quote(db, type.GetTableName()!)} ON", cancellationToken);
        return new IdentityInsert(db, type.GetTableName()!);
    }

    /// <summary>New rows get numbers after the moved ones. SQL Server does this by itself.</summary>
    public static async Task ContinueIdentitiesAsync(this MessagingDbContext db, CancellationToken cancellationToken)
    {
        if (db is not PostgreSqlMessagingDbContext) return;
        foreach (var type in db.Model.GetEntityTypes())
        {
            if (IdentityOf(type) is not { } identity) continue;
            var (table, column) = (Quote(db, type.GetTableName()!), Quote(db, identity.GetColumnName()));
            await db.ExecuteAsync(
                $"SELECT setval(pg_get_serial_sequence('{table}', '{identity.GetColumnName()}'), COALESCE((SELECT MAX({column}) FROM {table}), 0) + 1, false)",
                cancellationToken);
        }
    }

    private static string Quote(MessagingDbContext db, string name) => db.GetService<ISqlGenerationHelper>().DelimitIdentifier(name);

    private static async Task<object?> ExecuteAsync(this MessagingDbContext db, string sql, CancellationToken cancellationToken)
    {
        await using DbCommand command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    private sealed class IdentityInsert(MessagingDbContext db, string table) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await db.ExecuteAsync($"SET IDENTITY_INSERT {Quote(db, table)} OFF", CancellationToken.None);
    }
}
