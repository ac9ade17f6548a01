using System.Data.Common;
using Messaging.Infrastructure.Persistence.Keys;
using Messaging.Infrastructure.Persistence.Moving;
using Messaging.Infrastructure.Realtime;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.Infrastructure.Persistence;

/// <summary>Prepares and checks the database before the app answers.</summary>
public static partial class DatabaseStartup
{
    // Migrations may rebuild large tables, and a node that starts meanwhile waits for them. On SQLite only the wait for a lock counts, and nobody else should have one.
    private static readonly TimeSpan MigrationLimit = TimeSpan.FromHours(12);
    private static readonly TimeSpan MigrationLockLimit = TimeSpan.FromSeconds(30);

    /// <summary>Migrates where that is wanted, else refuses to run on an older schema. On SQLite the process becomes the owner of the file.</summary>
    /// <param name="services">Of the app.</param>
    /// <param name="mayShareFile">
    /// True for a command that may run beside the app. On SQLite it then leaves the schema to the app that owns the file.
    /// </param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="StartRefusedException">
    /// Another process owns the SQLite file, the database does not answer, migrations are missing and <c>Database:MigrateOnStart</c>
    /// is off, or data is still being moved into it.
    /// </exception>
    public static async Task PrepareDatabaseAsync(this IServiceProvider services, bool mayShareFile = false, CancellationToken cancellationToken = default)
    {
        await using var scope = services.CreateAsyncScope();
        var logger = scope.ServiceProvider.GetRequiredService<ILogger<MessagingDbContext>>();
        var options = scope.ServiceProvider.GetRequiredService<IOptions<DatabaseOptions>>().Value;
        var db = scope.ServiceProvider.GetRequiredService<MessagingDbContext>();
        var migrates = options.MigrateOnStart ?? !options.IsShared;
        AllowMigrationTime(db);
        if (options.IsShared)
        {
            using var _ = logger.WaitsFor("the database to answer");
            await EnsureReachableAsync(db, mayBeMissing: migrates, cancellationToken);
            await RefuseHalfMovedAsync(db, cancellationToken);
        }

        var isOwner = await services.OwnFileAsync(mayShareFile, cancellationToken);
        if (isOwner) RestrictFiles(services, logger);
        if (isOwner && migrates)
            await MigrateAsync(db, logger, cancellationToken);
        else
            await RefuseOldSchemaAsync(db, cancellationToken);

        if (await db.FindWarningAsync(cancellationToken) is { } warning) LogSlow(logger, warning);
    }

    /// <summary>On SQLite makes this process the owner of the file; elsewhere there is nothing to own.</summary>
    /// <param name="services">Of the app.</param>
    /// <param name="mayShareFile">True answers false where another process is the owner, instead of refusing.</param>
    /// <param name="cancellationToken">Ends the wait for a process that is just ending.</param>
    /// <exception cref="StartRefusedException">Another process owns the file.</exception>
    public static async Task<bool> OwnFileAsync(this IServiceProvider services, bool mayShareFile = false, CancellationToken cancellationToken = default)
    {
        if (services.GetService<SqliteFileLock>() is not { } file) return true;
        if (mayShareFile) return file.TryTake();
        await file.TakeAsync(cancellationToken);
        return true;
    }

    // The limit of a statement otherwise is what a request may wait.
    private static void AllowMigrationTime(MessagingDbContext db) =>
        db.Database.SetCommandTimeout(db is SqliteMessagingDbContext ? MigrationLockLimit : MigrationLimit);

    /// <summary>A reader of the files in the data directory can read every message and sign in as anybody.</summary>
    private static void RestrictFiles(IServiceProvider services, ILogger logger)
    {
        var directory = DataDirectory.Resolve(services.GetRequiredService<IConfiguration>());
        string[] secrets = [.. new[] { ProtectionKeys.FileName, EmbeddedCredentials.FileName }.Select(name => Path.Combine(directory, name))];
        foreach (var path in PrivateFiles.Restrict([directory, .. secrets, .. services.GetService<SqliteFileLock>()?.Files ?? []]))
            LogOpenFile(logger, path);
    }

    private static async Task MigrateAsync(MessagingDbContext db, ILogger logger, CancellationToken cancellationToken)
    {
        using var _ = logger.WaitsFor("the migrations of the database");
        await db.PrepareFileAsync(cancellationToken);
        // MigrateAsync compares the whole model with its snapshot first, which costs every start 0.2 s.
        if ((await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any()) await db.Database.MigrateAsync(cancellationToken);
    }

    // Once, without EF Core's minute and a half of trying again: who starts the app by hand wants to know what is wrong, and
    // a supervisor starts it again anyway.
    private static async Task EnsureReachableAsync(MessagingDbContext db, bool mayBeMissing, CancellationToken cancellationToken)
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
            throw new StartRefusedException("The database contains part of a copy that is not complete. Run migrate-data again until it says Done, or use an empty database.");
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
        AllowMigrationTime(db);
        if (scope.ServiceProvider.GetRequiredService<IOptions<DatabaseOptions>>().Value.IsShared) await EnsureReachableAsync(db, mayBeMissing: true, cancellationToken);
        await services.OwnFileAsync(cancellationToken: cancellationToken);
        // A database that is not there yet has nothing to say about itself; it is made by the first migration.
        var missing = await db.Database.CanConnectAsync(cancellationToken)
            ? (await db.Database.GetPendingMigrationsAsync(cancellationToken)).ToArray()
            : [.. db.Database.GetMigrations()];
        await MigrateAsync(db, scope.ServiceProvider.GetRequiredService<ILogger<MessagingDbContext>>(), cancellationToken);
        return missing;
    }

    [LoggerMessage(61, LogLevel.Warning, "Other users of this machine may read {Path}, and this process may not change that. Give it to the user of this process, or take the rights of others away")]
    private static partial void LogOpenFile(ILogger logger, string path);

    [LoggerMessage(62, LogLevel.Warning, "{Warning}")]
    private static partial void LogSlow(ILogger logger, string warning);
}
