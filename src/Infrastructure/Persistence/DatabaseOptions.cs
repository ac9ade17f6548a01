namespace Messaging.Infrastructure.Persistence;

/// <summary>Where the data is: configuration section <c>Database</c>.</summary>
public sealed class DatabaseOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Database";

    /// <summary>Default <see cref="DatabaseProvider.Sqlite"/>.</summary>
    public DatabaseProvider Provider { get; set; } = DatabaseProvider.Sqlite;

    /// <summary>For SQLite by default <c>Data Source=data/messaging.db</c>, relative to the working directory.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>
    /// Brings the schema up to date at the start. By default only for SQLite: elsewhere a new release
    /// should not change a shared database before somebody decided so.
    /// </summary>
    public bool? MigrateOnStart { get; set; }

    /// <summary>
    /// SQLite only: <c>FULL</c> (default) keeps every answered message through a power cut;
    /// <c>NORMAL</c> is faster and may lose the last of them, though never the file.
    /// </summary>
    public string SqliteSynchronous { get; set; } = "FULL";

    /// <summary>
    /// SQL Server only: how many rows one statement batch may save, 1 to 1,000. Empty means EF Core's own
    /// 42; 1 is for compatible servers that do not take several statements at once.
    /// </summary>
    public int? SqlServerBatchSize { get; set; }

    /// <summary>
    /// Seconds that a request waits for the database at most, 1 to 60: for a turn to write (SQLite), for a connection, for a lock, for
    /// one statement. Beyond it is answered 503. Time-outs that the connection string of a server states win.
    /// </summary>
    public int MaxWaitSeconds { get; set; } = 5;

    /// <summary>True where other processes may change the data too; a SQLite file belongs to one process.</summary>
    public bool IsShared => Provider != DatabaseProvider.Sqlite;
}

/// <summary>The databases that the app runs on.</summary>
public enum DatabaseProvider
{
    Sqlite,
    SqlServer,
    PostgreSql,
}
