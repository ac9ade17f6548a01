using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Integration.Support;

/// <summary>Migrates one SQLite file in a test run and copies it for whoever needs a database.</summary>
internal static class SqliteTemplate
{
    private static readonly Lazy<Task<byte[]>> Migrated = new(MigrateAsync);

    public static async Task<TestDatabase> CreateDatabaseAsync(bool isMigrated)
    {
        var directory = Directory.CreateTempSubdirectory("messaging-sqlite-");
        var file = Path.Combine(directory.FullName, "messaging.db");
        if (isMigrated) await File.WriteAllBytesAsync(file, await Migrated.Value);
        return new TestDatabase(DatabaseKind.Sqlite, ConnectionString(file), () =>
        {
            directory.Delete(recursive: true);
            return ValueTask.CompletedTask;
        });
    }

    private static async Task<byte[]> MigrateAsync()
    {
        var directory = Directory.CreateTempSubdirectory("messaging-sqlite-");
        var file = Path.Combine(directory.FullName, "template.db");
        await using (var db = TestDatabase.OpenContext(DatabaseKind.Sqlite, $"{ConnectionString(file)};Pooling=False"))
            await db.Database.MigrateAsync();
        var bytes = await File.ReadAllBytesAsync(file);
        directory.Delete(recursive: true);
        return bytes;
    }

    private static string ConnectionString(string file) => new SqliteConnectionStringBuilder { DataSource = file }.ToString();
}
