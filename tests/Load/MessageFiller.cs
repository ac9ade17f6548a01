using System.Data.Common;
using Messaging.Load.Compare;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Messaging.Load;

/// <summary>
/// Writes messages into the database of an app that is stopped. Each is a copy of the newest message of
/// its conversation with the next numbers, so a new column of the table needs no change here.
/// </summary>
internal static class MessageFiller
{
    private static readonly string[] Numbered = ["Id", "Sequence", "Revision"];

    /// <param name="app">The app, which has at least one message in each conversation.</param>
    /// <param name="postgres">The server of its database; null for SQLite.</param>
    /// <param name="total">How many messages are there afterwards, about; none is taken away.</param>
    /// <param name="cancellationToken">Ends the filling.</param>
    public static async Task FillAsync(LoadApp app, LoadPostgres? postgres, long total, CancellationToken cancellationToken)
    {
        await using DbConnection connection = postgres is null
            ? new SqliteConnection($"Data Source={Path.Combine(app.Home, "messaging.db")};Pooling=False")
            : new NpgsqlConnection($"{postgres.ConnectionStringOf("messaging")};Pooling=False;Command Timeout=0");
        await connection.OpenAsync(cancellationToken);
        var (stored, conversations) = (await CountAsync("Messages"), await CountAsync("Conversations"));
        var each = (total - stored) / conversations;
        if (each <= 0) return;

        await ExecuteAsync(postgres is null ? ForSqlite(await ColumnsAsync(), each, stored) : ForPostgres(await ColumnsAsync(), each, stored));
        await ExecuteAsync($"""UPDATE "Conversations" SET "LastSequence" = "LastSequence" + {each}, "Revision" = "Revision" + {each}""");
        await ExecuteAsync(postgres is null ? "ANALYZE" : "VACUUM (ANALYZE)");

        async Task<long> CountAsync(string table) => Convert.ToInt64(await ExecuteAsync($"""SELECT count(*) FROM "{table}" """), provider: null);

        async Task<List<string>> ColumnsAsync()
        {
            await using var command = connection.CreateCommand();
            command.CommandText = """SELECT * FROM "Messages" WHERE 1 = 0""";
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            return [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
        }

        async Task<object?> ExecuteAsync(string sql)
        {
            await using var command = connection.CreateCommand();
            (command.CommandText, command.CommandTimeout) = (sql, 0);
            return await command.ExecuteScalarAsync(cancellationToken);
        }
    }

    // Identifiers are in the order of time, as those of clients are.
    private static string ForPostgres(List<string> columns, long each, long stored) => $"""
        WITH newest AS (
          SELECT m.*, row_number() OVER (ORDER BY m."Id") - 1 AS place, count(*) OVER () AS conversations
          FROM "Messages" m JOIN "Conversations" c ON c."Id" = m."ConversationId" AND c."LastSequence" = m."Sequence")
        INSERT INTO "Messages" ({Names(columns)})
        SELECT {Values(columns, number => $"('0190' || lpad(to_hex({number}), 8, '0') || '70008000' || lpad(to_hex({number}), 12, '0'))::uuid", stored)}
        FROM generate_series(1, {each}) AS n CROSS JOIN newest
        """;

    private static string ForSqlite(List<string> columns, long each, long stored) => $"""
        WITH RECURSIVE newest AS (
          SELECT m.*, row_number() OVER (ORDER BY m."Id") - 1 AS place, count(*) OVER () AS conversations
          FROM "Messages" m JOIN "Conversations" c ON c."Id" = m."ConversationId" AND c."LastSequence" = m."Sequence"),
        series(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < {each})
        INSERT INTO "Messages" ({Names(columns)})
        SELECT {Values(columns, number => $"printf('0190%04X-%04X-7000-8000-%012X', {number} >> 16, {number} & 65535, {number})", stored)}
        FROM series CROSS JOIN newest
        """;

    private static string Names(List<string> columns) => string.Join(", ", columns.Select(column => $"\"{column}\""));

    private static string Values(List<string> columns, Func<string, string> id, long stored) => string.Join(", ", columns.Select(column =>
        !Numbered.Contains(column) ? $"\"{column}\""
        : column == "Id" ? id($"({stored} + n * conversations + place)")
        : $"\"{column}\" + n"));
}
