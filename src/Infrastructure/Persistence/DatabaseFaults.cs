using System.Net.Sockets;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Messaging.Infrastructure.Persistence;

/// <summary>
/// Tells faults of the database from faults of ours: by error number, never by message text, which is translated.
/// The one place that knows the numbers of the three databases.
/// </summary>
public static class DatabaseFaults
{
    /// <returns>Null when the exception says nothing about the state of the database.</returns>
    public static DatabaseFault? Of(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (OfOne(cause) is { } fault) return fault;
        }

        return null;
    }

    private static DatabaseFault? OfOne(Exception exception) => exception switch
    {
        DatabaseBusyException => DatabaseFault.Busy,
        SqliteException sqlite => OfSqlite(sqlite.SqliteErrorCode),
        PostgresException postgres => OfPostgreSql(postgres.SqlState),
        NpgsqlException { InnerException: TimeoutException } => DatabaseFault.Busy,
        NpgsqlException { InnerException: SocketException or IOException } => DatabaseFault.Down,
        NpgsqlException { IsTransient: true } => DatabaseFault.Down,
        SqlException sql => OfSqlServer(sql.Number),
        // An exhausted pool of connections has no type of its own.
        InvalidOperationException { Source: "Microsoft.Data.SqlClient" } => DatabaseFault.Busy,
        _ => null,
    };

    // https://sqlite.org/rescode.html
    private static DatabaseFault? OfSqlite(int code) => code switch
    {
        5 or 6 or 15 => DatabaseFault.Busy, // BUSY, LOCKED, PROTOCOL
        13 => DatabaseFault.Full,
        8 => DatabaseFault.ReadOnly,
        3 or 7 or 10 or 11 or 14 or 26 => DatabaseFault.Down, // PERM, NOMEM, IOERR, CORRUPT, CANTOPEN, NOTADB
        _ => null,
    };

    // https://www.postgresql.org/docs/current/errcodes-appendix.html
    private static DatabaseFault? OfPostgreSql(string state) => state switch
    {
        PostgresErrorCodes.DiskFull => DatabaseFault.Full,
        PostgresErrorCodes.ReadOnlySqlTransaction => DatabaseFault.ReadOnly,
        PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.TooManyConnections
            or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure
            or "25P03" or "25P04" => DatabaseFault.Busy, // Both: a transaction that took too long.
        PostgresErrorCodes.InvalidCatalogName => DatabaseFault.Down,
        // Connection, resources, an intervention of the operator, the system below, and a login that is refused.
        _ when state.Length == 5 && state[..2] is "08" or "53" or "57" or "58" or "28" or "XX" => DatabaseFault.Down,
        _ => null,
    };

    // https://learn.microsoft.com/sql/relational-databases/errors-events/database-engine-events-and-errors
    private static DatabaseFault? OfSqlServer(int number) => number switch
    {
        // Time-outs, locks, deadlocks, snapshot conflicts, memory and worker limits, throttling.
        -2 or 1204 or 1205 or 1222 or 3960 or 701 or 802 or 8628 or 8645 or 8651 or 10928 or 10929 or 10936 or 17809 or 40501 or 49918 or 49919 or 49920 => DatabaseFault.Busy,
        1101 or 1105 or 3257 or 5149 or 9002 or 40544 => DatabaseFault.Full,
        3906 or 3908 or 5120 or 15562 => DatabaseFault.ReadOnly,
        // Network, shutdown, a database that is offline, in recovery or not accessible, disk errors, and a login that is refused.
        -1 or 0 or 2 or 20 or 53 or 64 or 121 or 233 or 258 or 596 or 823 or 824 or 825 or 904 or 921 or 922 or 923 or 926 or 927 or 941 or 942 or 945 or 976
            or 978 or 979 or 982 or 983 or 988 or 4060 or 4221 or 6005 or 9001 or 10053 or 10054 or 10060 or 10061 or 11001 or 17142 or 18401 or 18451 or 18456
            or 40143 or 40197 or 40540 or 40613 or 40615 or 42108 or 42109 => DatabaseFault.Down,
        _ => null,
    };
}
