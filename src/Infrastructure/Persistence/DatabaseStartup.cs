using System.Data.Common;
using Messaging.Infrastructure.Persistence.Moving;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.Infrastructure.Persistence;

/// <summary>What must be true of the database before the app answers.</summary>
public static partial class DatabaseStartup
{
    /// <summary>Migrates where that is wanted, else refuses to run on an older schema.</summary>
    /// <exception cref="StartRefusedException">
    /// The database does not answer, migrations are missing and <c>Database:MigrateOnStart</c> is off, or data is still being moved into it.
    /// </exception>
    public static async Task PrepareDatabaseAsync(this IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var options = scope.ServiceProvider.GetRequiredService<IOptions<DatabaseOptions>>().Value;
        var db = scope.ServiceProvider.GetRequiredService<MessagingDbContext>();
        var migrates = options.MigrateOnStart ?? !options.IsShared;
        if (options.IsShared)
        {
            await KnockAsync(db, mayBeMissing: migrates, cancellationToken);
            await RefuseHalfMovedAsync(db, cancellationToken);
        }

        await db.PrepareFileAsync(cancellationToken);
        if (migrates)
            await db.Database.MigrateAsync(cancellationToken);
        else
            await RefuseOldSchemaAsync(db, cancellationToken);

        if (await db.FindFlawAsync(cancellationToken) is { } flaw)
            LogFlaw(scope.ServiceProvider.GetRequiredService<ILogger<MessagingDbContext>>(), flaw);
    }

    // Once, without EF Core's minute and a half of trying again: who starts the app by hand wants to know what is wrong, and
    // a supervisor starts it again anyway.
    private static async Task KnockAsync(MessagingDbContext db, bool mayBeMissing, CancellationToken cancellationToken)
    {
        var connection = db.Database.GetDbConnection();
        try
        {
            await connection.OpenAsync(cancellationToken);
            await connection.CloseAsync();
        }
        catch (DbException exception) when (!(mayBeMissing && db.IsMissing(exception)))
        {
            throw new StartRefusedException($"The database cannot be opened ({exception.Message}). Check Database:ConnectionString, and that the server runs.", exception);
        }
    }

    // It would look sound, with the newest messages missing, and what is written into it would spoil the rest of the move.
    private static async Task RefuseHalfMovedAsync(MessagingDbContext db, CancellationToken cancellationToken)
    {
        if (await db.ReadMarkAsync(cancellationToken) is not null)
            throw new StartRefusedException("The database holds part of a move that has not ended. Run migrate-data again until it says Done, or give an empty database.");
    }

    private static async Task RefuseOldSchemaAsync(MessagingDbContext db, CancellationToken cancellationToken)
    {
        var missing = (await db.Database.GetPendingMigrationsAsync(cancellationToken)).ToArray();
        if (missing.Length > 0)
            throw new StartRefusedException(
                $"The database lacks {missing.Length} migration(s), the first is {missing[0]}. Apply them with the command migrate, or set Database:MigrateOnStart to true.");
    }

    /// <summary>Brings the schema up to date, whatever <c>Database:MigrateOnStart</c> says.</summary>
    /// <returns>The migrations that were missing.</returns>
    public static async Task<IReadOnlyList<string>> MigrateDatabaseAsync(this IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MessagingDbContext>();
        if (scope.ServiceProvider.GetRequiredService<IOptions<DatabaseOptions>>().Value.IsShared) await KnockAsync(db, mayBeMissing: true, cancellationToken);
        await db.PrepareFileAsync(cancellationToken);
        // A database that is not there yet has nothing to say about itself; it is made by the first migration.
        var missing = await db.Database.CanConnectAsync(cancellationToken)
            ? (await db.Database.GetPendingMigrationsAsync(cancellationToken)).ToArray()
            : [.. db.Database.GetMigrations()];
        await db.Database.MigrateAsync(cancellationToken);
        return missing;
    }

    [LoggerMessage(LogLevel.Warning, "{Flaw}")]
    private static partial void LogFlaw(ILogger logger, string flaw);
}
