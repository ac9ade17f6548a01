using Messaging.Infrastructure.Persistence;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
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

    public Dictionary<string, string?> Settings => new()
    {
        ["Database:Provider"] = Kind.ToString(),
        ["Database:ConnectionString"] = ConnectionString,
        ["Jobs:Storage"] = Kind == DatabaseKind.SqlServer && !SqlServer.KnowsMerge ? "Memory" : "Database",
    };

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
            new DbContextOptionsBuilder<SqlServerMessagingDbContext>().UseSqlServer(connectionString).Options),
        _ => new SqliteMessagingDbContext(new DbContextOptionsBuilder<SqliteMessagingDbContext>().UseSqlite(connectionString).Options),
    };

    public MessagingDbContext OpenContext() => OpenContext(Kind, ConnectionString);

    public async ValueTask DisposeAsync()
    {
        // Pools outlive the app and would keep the file, or the server's connections, open.
        if (Kind == DatabaseKind.Sqlite) SqliteConnection.ClearPool(new SqliteConnection(ConnectionString));
        if (Kind == DatabaseKind.PostgreSql) NpgsqlConnection.ClearPool(new NpgsqlConnection(ConnectionString));
        await _drop();
    }
}
