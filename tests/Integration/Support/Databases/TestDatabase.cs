using Messaging.Infrastructure.Persistence;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Messaging.Integration.Support;

/// <summary>A migrated, empty database of its own, and the settings that point an app to it.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly Func<ValueTask> _drop;

    internal TestDatabase(DatabaseKind kind, string connectionString, Func<ValueTask> drop)
    {
        (Kind, ConnectionString, _drop) = (kind, connectionString, drop);
    }

    public DatabaseKind Kind { get; }

    public string ConnectionString { get; }

    public Dictionary<string, string?> Settings
    {
        get
        {
            var settings = new Dictionary<string, string?>
            {
                ["Database:Provider"] = Kind.ToString(),
                ["Database:ConnectionString"] = ConnectionString,
                // Tests start several apps on one database, and each has a data folder of its own.
                ["DataProtection:Key"] = "dGVzdHMtdGVzdHMtdGVzdHMtdGVzdHMtdGVzdHMtISE=",
            };
            if (Kind != DatabaseKind.SqlServer || SqlServer.KnowsMerge) return settings;

            settings["Database:SqlServerBatchSize"] = "1";
            settings["Jobs:Storage"] = "Memory";
            return settings;
        }
    }

    public static Task<TestDatabase> CreateAsync(DatabaseKind kind, bool isMigrated = true) => kind switch
    {
        DatabaseKind.PostgreSql => PostgresCluster.CreateDatabaseAsync(isMigrated),
        DatabaseKind.SqlServer => SqlServer.CreateDatabaseAsync(isMigrated),
        _ => SqliteTemplate.CreateDatabaseAsync(isMigrated),
    };

    /// <summary>A context of the kind, without the app around it.</summary>
    public static MessagingDbContext OpenContext(DatabaseKind kind, string connectionString) => kind switch
    {
        DatabaseKind.PostgreSql => new PostgreSqlMessagingDbContext(
            new DbContextOptionsBuilder<PostgreSqlMessagingDbContext>().UseNpgsql(connectionString).Options),
        DatabaseKind.SqlServer => new SqlServerMessagingDbContext(
            new DbContextOptionsBuilder<SqlServerMessagingDbContext>().UseSqlServer(connectionString, sql =>
            {
                if (!SqlServer.KnowsMerge) sql.MaxBatchSize(1);
            }).Options),
        _ => new SqliteMessagingDbContext(
            new DbContextOptionsBuilder<SqliteMessagingDbContext>().UseSqlite(connectionString).Options),
    };

    public MessagingDbContext OpenContext() => OpenContext(Kind, ConnectionString);

    /// <summary>Makes the database itself where opening it does not: a script fills one, it does not make one.</summary>
    public async Task CreateEmptyAsync()
    {
        await using var db = OpenContext();
        var creator = db.GetService<IRelationalDatabaseCreator>();
        if (!await creator.ExistsAsync()) await creator.CreateAsync();
    }

    /// <summary>Runs a script as the tools of the database do.</summary>
    public async Task RunScriptAsync(string script)
    {
        await using var db = OpenContext();
        await db.Database.OpenConnectionAsync();
        foreach (var batch in Kind == DatabaseKind.SqlServer ? script.Split("\nGO", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [script])
        {
            // Not through EF Core, which would take braces for parameters.
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = batch;
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>Pools outlive the app and would keep the file, or the server's connections, open.</summary>
    public static void ClearPool(DatabaseKind kind, string connectionString)
    {
        if (kind == DatabaseKind.Sqlite) SqliteConnection.ClearPool(new SqliteConnection(connectionString));
        if (kind == DatabaseKind.PostgreSql) NpgsqlConnection.ClearPool(new NpgsqlConnection(connectionString));
    }

    public async ValueTask DisposeAsync()
    {
        ClearPool(Kind, ConnectionString);
        await _drop();
    }
}
