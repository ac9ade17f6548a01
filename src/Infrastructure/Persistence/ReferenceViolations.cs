using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Messaging.Infrastructure.Persistence;

/// <summary>Tells whether a failed save refers to a row that is not there, or no longer: by error number, as <see cref="UniqueViolations"/>.</summary>
public static class ReferenceViolations
{
    public static bool Is(Exception exception) => exception.GetBaseException() switch
    {
        // SQLITE_CONSTRAINT_FOREIGNKEY
        SqliteException { SqliteExtendedErrorCode: 787 } => true,
        SqlException { Number: 547 } => true,
        PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation } => true,
        _ => false,
    };
}
