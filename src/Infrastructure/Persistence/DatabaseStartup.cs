using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Messaging.Infrastructure.Persistence;

/// <summary>What must be true of the database before the app answers.</summary>
public static class DatabaseStartup
{
    /// <summary>Migrates where that is wanted, else refuses to run on an older schema.</summary>
    /// <exception cref="InvalidOperationException">Migrations are missing and <c>Database:MigrateOnStart</c> is off.</exception>
    public static async Task PrepareDatabaseAsync(this IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var options = scope.ServiceProvider.GetRequiredService<IOptions<DatabaseOptions>>().Value;
        var db = scope.ServiceProvider.GetRequiredService<MessagingDbContext>();
        await db.PrepareFileAsync(cancellationToken);
        if (options.MigrateOnStart ?? options.Provider == DatabaseProvider.Sqlite)
        {
            await db.Database.MigrateAsync(cancellationToken);
            return;
        }

        var missing = (await db.Database.GetPendingMigrationsAsync(cancellationToken)).ToArray();
        if (missing.Length > 0)
            throw new InvalidOperationException(
                $"The database lacks {missing.Length} migration(s), the first is {missing[0]}. Apply them, or set Database:MigrateOnStart to true.");
    }
}
