using System.Data.Common;
using System.Globalization;
using System.Text.Json;

namespace Messaging.Infrastructure.Persistence.Statements;

/// <summary>
/// The differences between the databases, for the statements in this folder. Rows travel as one JSON text for each
/// statement, which the database opens as a table: one shape in three spellings.
/// </summary>
public abstract class SqlDialect
{
    /// <summary>Follows a selection of rows and locks them; empty where <see cref="LockFirst"/> has done it.</summary>
    /// <param name="alias">The alias of the table whose rows are locked.</param>
    public abstract string Lock(string alias);

    /// <summary>Locks rows in a statement of its own, before they are selected; empty where the selection does it.</summary>
    /// <param name="table">The table.</param>
    /// <param name="condition">The rows to lock.</param>
    public virtual string LockFirst(string table, string condition) => "";

    /// <summary>Opens the JSON array in a parameter as a table with these columns.</summary>
    public abstract string Rows(string parameter, params (string Name, SqlType Type)[] columns);

    /// <summary>An insertion in the order of a column, which returns the ids that the database has given.</summary>
    public virtual string InsertReturningId(string table, string columns, string values, string rows, string order) =>
        $"""INSERT INTO "{table}" ({columns}) SELECT {values} FROM {rows} AS r ORDER BY r."{order}" RETURNING "Id";""";

    /// <summary>Turns a column of hexadecimal digits into bytes.</summary>
    public abstract string Bytes(string column);

    /// <summary>Reads a time.</summary>
    public virtual DateTimeOffset ReadTime(DbDataReader reader, int column) => reader.GetFieldValue<DateTimeOffset>(column);

    /// <summary>Writes an id as the database's JSON functions read it.</summary>
    public virtual void WriteId(Utf8JsonWriter json, string name, Guid id) => json.WriteString(name, id);

    /// <summary>Writes a time as the database's JSON functions read it.</summary>
    public virtual void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset time) => json.WriteString(name, time);
}

/// <summary>The types of columns that travel as JSON.</summary>
public enum SqlType
{
    Id,
    Number,
    Text,
    Time,
    Flag,
}

/// <summary>SQLite: the transaction has locked the file. Ids are stored in capitals, times as ticks.</summary>
internal sealed class SqliteDialect : SqlDialect
{
    public override string Lock(string alias) => "";

    public override string Rows(string parameter, params (string Name, SqlType Type)[] columns) =>
        $"(SELECT {string.Join(", ", columns.Select(column => $"value ->> '{column.Name}' AS \"{column.Name}\""))} FROM json_each({parameter}))";

    public override string Bytes(string column) => $"unhex({column})";

    public override DateTimeOffset ReadTime(DbDataReader reader, int column) => new(reader.GetInt64(column), TimeSpan.Zero);

    public override void WriteId(Utf8JsonWriter json, string name, Guid id) => json.WriteString(name, id.ToString().ToUpperInvariant());

    public override void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset time) => json.WriteNumber(name, time.UtcTicks);
}

/// <summary>PostgreSQL: a selection locks its rows in its order.</summary>
internal sealed class PostgreSqlDialect : SqlDialect
{
    // NO KEY UPDATE: keys never change, and a plain FOR UPDATE would block every insert that refers to the row.
    public override string Lock(string alias) => $" FOR NO KEY UPDATE OF {alias}";

    public override string Rows(string parameter, params (string Name, SqlType Type)[] columns) => string.Create(
        CultureInfo.InvariantCulture,
        $"(SELECT * FROM json_to_recordset({parameter}::json) AS t({string.Join(", ", columns.Select(column => $"\"{column.Name}\" {NameOf(column.Type)}"))}))");

    public override string Bytes(string column) => $"decode({column}, 'hex')";

    private static string NameOf(SqlType type) => type switch
    {
        SqlType.Id => "uuid",
        SqlType.Number => "bigint",
        SqlType.Time => "timestamp with time zone",
        SqlType.Flag => "boolean",
        _ => "text",
    };
}

/// <summary>
/// SQL Server and compatible servers. The lock is an update that changes nothing: see ADR 0015.
/// </summary>
internal sealed class SqlServerDialect : SqlDialect
{
    public override string Lock(string alias) => "";

    public override string LockFirst(string table, string condition) => $"""UPDATE "{table}" SET "Revision" = "Revision" WHERE {condition};""";

    public override string Rows(string parameter, params (string Name, SqlType Type)[] columns) =>
        $"(SELECT * FROM OPENJSON({parameter}) WITH ({string.Join(", ", columns.Select(column => $"\"{column.Name}\" {NameOf(column.Type)}"))}) AS t)";

    public override string InsertReturningId(string table, string columns, string values, string rows, string order) =>
        $"""INSERT INTO "{table}" ({columns}) OUTPUT inserted."Id" SELECT {values} FROM {rows} AS r ORDER BY r."{order}";""";

    public override string Bytes(string column) => $"CONVERT(varbinary(32), {column}, 2)";

    private static string NameOf(SqlType type) => type switch
    {
        SqlType.Id => "uniqueidentifier",
        SqlType.Number => "bigint",
        SqlType.Time => "datetimeoffset",
        SqlType.Flag => "bit",
        _ => "nvarchar(max)",
    };
}
