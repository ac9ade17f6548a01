using System.Data;
using System.Globalization;
using Messaging.Application.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Infrastructure.Persistence.Moving;

/// <summary>
/// Copies a whole installation into an empty database of another kind. It may be ended at any moment
/// and run again: it resumes where it stopped.
/// </summary>
/// <param name="source">The database that the app has run on.</param>
/// <param name="target">Opened by the caller; migrated here.</param>
/// <param name="tell">Takes lines about the move. They name tables and numbers, never content.</param>
/// <param name="report">Takes the number of rows after each batch.</param>
public sealed class DataMove(MessagingDbContext source, MessagingDbContext target, Action<string> tell, Action<WorkProgress> report)
{
    /// <summary>Where data can be moved to. Not SQLite: an installation that has outgrown a server can go back to a backup.</summary>
    public static readonly IReadOnlyList<DatabaseProvider> Targets = [DatabaseProvider.PostgreSql, DatabaseProvider.SqlServer];

    /// <summary>Rows in one transaction, where nothing else is asked for.</summary>
    public const int DefaultBatchSize = 500;

    private readonly IReadOnlyList<MoveTable> _tables = MoveTable.AllOf(source.Model);

    /// <summary>Opens a target.</summary>
    public static MessagingDbContext Open(DatabaseProvider provider, string connectionString) => MoveContexts.Open(provider, connectionString);

    /// <exception cref="MoveRefusedException">The source is in use or out of date, the target is not empty, or the two differ in the end.</exception>
    public async Task RunAsync(int batchSize, CancellationToken cancellationToken)
    {
        if ((await source.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
            throw new MoveRefusedException("The source does not exist or has an older schema. Check Database:ConnectionString and Data:Directory, and start this version of the app on it once.");

        await using var stillness = await HoldSourceAsync(cancellationToken);
        await PrepareTargetAsync(await FingerprintAsync(cancellationToken), cancellationToken);
        foreach (var table in _tables)
        {
            var total = await table.CountAsync(source, cancellationToken);
            await table.CopyAsync(
                source, target, batchSize,
                copied: count => report(new WorkProgress(table.Name, count, total, "rows")),
                changed: key => Tell($"{table.Name}: row {key} contains a character that the new database cannot store. It is U+FFFD there."),
                cancellationToken);
        }

        await target.ContinueIdentitiesAsync(cancellationToken);
        await CompareAsync(cancellationToken);
        await target.DropMarkAsync(cancellationToken);
        Tell($"Done. Set Database:Provider and Database:ConnectionString to the new database and start the app; keep the old one until you are sure.");
    }

    /// <summary>Makes sure that nothing writes to the source while it is read: a running app would continue with the old database.</summary>
    private async Task<IAsyncDisposable> HoldSourceAsync(CancellationToken cancellationToken)
    {
        try
        {
            // On SQLite this takes the write lock; elsewhere it reads one state of everything.
            var transaction = await source.Database.BeginTransactionAsync(IsolationLevel.Serializable, cancellationToken);
            var now = await source.NowAsync(cancellationToken);
            if (!await source.LaneLeases.AnyAsync(lease => lease.Owner != "" && lease.ExpiresAt > now, cancellationToken)) return transaction;
            await transaction.DisposeAsync();
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode is 5 or 6)
        {
            // SQLITE_BUSY, SQLITE_LOCKED: another process writes.
        }

        throw new MoveRefusedException("The app is running on the source. Stop it, wait ten seconds and run the command again.");
    }

    private async Task PrepareTargetAsync(string fingerprint, CancellationToken cancellationToken)
    {
        var mark = await target.ReadMarkAsync(cancellationToken);
        if (mark is not null && mark != fingerprint)
            throw new MoveRefusedException("The target contains part of a copy from another source, or the source has changed since. Drop the tables of the target and run the command again.");

        await target.Database.MigrateAsync(cancellationToken);
        await target.Database.OpenConnectionAsync(cancellationToken);
        if (mark is not null)
        {
            Tell($"Resuming the interrupted copy.");
            return;
        }

        foreach (var table in _tables)
        {
            if (await table.CountAsync(target, cancellationToken) > 0)
                throw new MoveRefusedException($"The target already contains data ({table.Name}). Give the connection string of an empty database.");
        }

        await target.WriteMarkAsync(fingerprint, cancellationToken);
    }

    /// <summary>Identifies the state of the source, so that a move resumes only on the source it began with.</summary>
    private async Task<string> FingerprintAsync(CancellationToken cancellationToken)
    {
        var counts = new List<string>();
        foreach (var table in _tables) counts.Add((await table.CountAsync(source, cancellationToken)).ToString(CultureInfo.InvariantCulture));
        // Every change of a conversation or of somebody's list moves one of the two.
        var revisions = await source.Conversations.SumAsync(row => row.Revision, cancellationToken) + await source.Users.SumAsync(row => row.Revision, cancellationToken);
        return string.Create(CultureInfo.InvariantCulture, $"{string.Join('.', counts)}/{revisions}");
    }

    private async Task CompareAsync(CancellationToken cancellationToken)
    {
        foreach (var table in _tables)
        {
            var (before, after) = (await table.ChecksumAsync(source, cancellationToken), await table.ChecksumAsync(target, cancellationToken));
            if (!before.Equals(after))
                throw new MoveRefusedException($"{table.Name} differs (source {before}; target {after}): do not use the target; drop its tables and run the command again.");
            Tell($"{table.Name}: the same on both sides, {before}");
        }
    }

    private void Tell(FormattableString line) => tell(line.ToString(CultureInfo.InvariantCulture));
}
