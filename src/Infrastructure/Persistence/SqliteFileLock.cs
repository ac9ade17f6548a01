using Microsoft.Data.Sqlite;

namespace Messaging.Infrastructure.Persistence;

/// <summary>
/// Makes one process the owner of the SQLite file: it holds an exclusive lock on a file beside it, named like the database
/// with <c>.lock</c> behind. The operating system releases the lock when the process ends, however it ends.
/// </summary>
/// <param name="connectionString">Of the database. A database in memory needs no owner.</param>
public sealed class SqliteFileLock(string connectionString) : IDisposable
{
    // A process that is just being stopped needs a moment to end.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly string? _database = PathOf(new SqliteConnectionStringBuilder(connectionString));
    private FileStream? _lock;

    private string? LockPath => _database is null ? null : _database + ".lock";

    /// <summary>The files that SQLite and this lock use, whether or not they exist. Empty for a database in memory.</summary>
    public IReadOnlyList<string> Files => _database is null ? [] : [_database, $"{_database}-wal", $"{_database}-shm", $"{_database}-journal", LockPath!];

    /// <summary>Takes the lock and keeps it until the process ends or this object is disposed. Taking it twice changes nothing.</summary>
    /// <exception cref="StartRefusedException">Another process holds it, or the lock file cannot be opened.</exception>
    public async Task TakeAsync(CancellationToken cancellationToken)
    {
        for (var waited = TimeSpan.Zero; !TryTake(); waited += Pause)
        {
            if (waited >= Patience)
            {
                throw new StartRefusedException(
                    $"The app is running already: another process uses the database file, and holds the lock {LockPath}. Stop it first, or set Data:Directory to a folder of its own.");
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <returns>False when another process holds the lock.</returns>
    /// <exception cref="StartRefusedException">The lock file cannot be opened.</exception>
    public bool TryTake()
    {
        if (LockPath is not { } path || _lock is not null) return true;
        try
        {
            _lock = PrivateFiles.Open(path, FileMode.OpenOrCreate);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (PrivateFiles.IsHeldByAnother(exception)) return false;
            throw new StartRefusedException($"The lock file {path} cannot be opened ({exception.Message}). Give this process access, or set Data:Directory.", exception);
        }
    }

    public void Dispose() => _lock?.Dispose();

    // The file itself stays: to delete it would let two processes lock two files of one name.
    private static string? PathOf(SqliteConnectionStringBuilder builder)
    {
        if (builder.Mode == SqliteOpenMode.Memory || builder.DataSource is "" or ":memory:" || builder.DataSource.StartsWith("file:", StringComparison.OrdinalIgnoreCase)) return null;
        var path = Path.GetFullPath(builder.DataSource);
        var target = File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName : null;
        return target ?? path;
    }
}
