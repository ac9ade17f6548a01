using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Messaging.Infrastructure.Persistence;

/// <summary>The schema as SQL, for databases that people and not the app bring up to date. Contacts no database.</summary>
public static class MigrationScript
{
    /// <summary>
    /// For SQL Server and PostgreSQL a script that may be run on a database in any state, and twice: it
    /// applies what is missing. SQLite has no conditions in its language, so there the script fits only a
    /// database that stands exactly at <paramref name="from"/>.
    /// </summary>
    /// <param name="provider">Which database.</param>
    /// <param name="from">The last migration that the database has already; null for an empty database.</param>
    /// <exception cref="InvalidOperationException">There is no such migration. The message lists those that there are.</exception>
    public static string For(DatabaseProvider provider, string? from = null)
    {
        using var db = Open(provider);
        var known = db.Database.GetMigrations().ToArray();
        if (from is not null && !known.Contains(from, StringComparer.Ordinal))
            throw new InvalidOperationException($"There is no migration {from} for {provider}. There are: {string.Join(", ", known)}.");

        var options = provider == DatabaseProvider.Sqlite ? MigrationsSqlGenerationOptions.Default : MigrationsSqlGenerationOptions.Idempotent;
        return db.GetService<IMigrator>().GenerateScript(from, options: options);
    }

    private static MessagingDbContext Open(DatabaseProvider provider) => provider switch
    {
        DatabaseProvider.SqlServer => new DesignTimeSqlServer().CreateDbContext([]),
        DatabaseProvider.PostgreSql => new DesignTimePostgreSql().CreateDbContext([]),
        _ => new DesignTimeSqlite().CreateDbContext([]),
    };
}
