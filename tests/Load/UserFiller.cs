using System.Data.Common;
using Messaging.Load.Compare;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Messaging.Load;

/// <summary>
/// Writes users into the database of an app that is stopped. Each is a copy of the first one with names of their own, as a release
/// before search words left them. They cannot sign in.
/// </summary>
internal static class UserFiller
{
    private static readonly string[] Families = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ"];
    private static readonly string[] Middles = ["Văn", "Thị", "Hữu", "Đức", "Ngọc"];
    private static readonly string[] Given = ["An", "Bình", "Chi", "Dũng", "Em", "Giang", "Hà", "Khánh", "Linh", "Minh", "Nam", "Oanh", "Phúc", "Quân", "Sơn", "Trang", "Uyên", "Việt", "Xuân", "Yến"];

    /// <param name="app">The app, which has one user.</param>
    /// <param name="postgres">The server of its database; null for SQLite.</param>
    /// <param name="count">How many users to write.</param>
    /// <param name="lastName">The display name of the last one.</param>
    /// <param name="cancellationToken">Ends the filling.</param>
    public static async Task FillAsync(LoadApp app, LoadPostgres? postgres, int count, string lastName, CancellationToken cancellationToken)
    {
        await using DbConnection connection = postgres is null
            ? new SqliteConnection($"Data Source={Path.Combine(app.Home, "messaging.db")};Pooling=False")
            : new NpgsqlConnection($"{postgres.ConnectionStringOf("messaging")};Pooling=False;Command Timeout=0");
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandTimeout = 0;
        command.CommandText = """SELECT * FROM "Users" WHERE 1 = 0""";
        List<string> columns;
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken)) columns = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];

        var id = postgres is null ? "printf('01900000-0000-7000-8000-%012X', n)" : "('01900000000070008000' || lpad(to_hex(n), 12, '0'))::uuid";
        var series = postgres is null
            ? $"(WITH RECURSIVE series(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < {count}) SELECT n FROM series)"
            : $"(SELECT n FROM generate_series(1, {count}) AS n)";
        var name = $"CASE WHEN n = {count} THEN '{lastName}' ELSE {Pick(Families, "n % 97")} || ' ' || {Pick(Middles, "n % 31")} || ' ' || {Pick(Given, "n % 83")} || ' ' || n END";
        command.CommandText = $"""
            INSERT INTO "Users" ({string.Join(", ", columns.Select(column => $"\"{column}\""))})
            SELECT {string.Join(", ", columns.Select(column => column switch
            {
                "Id" => id,
                "UserName" => "'user' || n",
                "DisplayName" => name,
                "SearchKeyVersion" => "0",
                "Revision" => "0",
                _ => $"one.\"{column}\"",
            }))}
            FROM {series} AS numbers CROSS JOIN (SELECT * FROM "Users" LIMIT 1) AS one
            """;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string Pick(string[] names, string number) =>
        $"CASE ({number}) % {names.Length}{string.Concat(names.Select((name, place) => $" WHEN {place} THEN '{name}'"))} END";
}
