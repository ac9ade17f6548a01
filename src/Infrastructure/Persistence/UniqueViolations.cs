using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Messaging.Infrastructure.Persistence;

/// <summary>Tells whether a failed save met a unique index: by error number, never by message text, which is translated.</summary>
public static class UniqueViolations
{
    public static bool Is(Exception exception) => exception.GetBaseException() switch
    {
        // SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE
        SqliteException { SqliteExtendedErrorCode: 1555 or 2067 } => true,
        // A unique index, a unique constraint
        SqlException { Number: 2601 or 2627 } => true,
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } => true,
        _ => false,
    };
}
