using System.Globalization;
using Messaging.Infrastructure.Persistence;
using Messaging.Integration.Support;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Messaging.Integration.Operations;

/// <summary>A copy of the database signs nobody in: the keys in it are encrypted with a key that is not in it.</summary>
public sealed class KeyProtectionTests
{
    private const string First = "Zmlyc3QtZmlyc3QtZmlyc3QtZmlyc3QtZmlyc3QtISE=";
    private const string Second = "c2Vjb25kLXNlY29uZC1zZWNvbmQtc2Vjb25kLXNlYyE=";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Copy_of_the_file_without_the_key_is_refused_in_a_sentence()
    {
        await using var app = await AppProcess.StartNewAsync();
        await Person.RegisterAsync(app.Address);
        await app.KillAsync();
        var copy = Directory.CreateTempSubdirectory("messaging-stolen-");
        foreach (var name in new[] { "messaging.db", "messaging.db-wal" })
            File.Copy(Path.Combine(app.Home, "data", name), Path.Combine(copy.FullName, name));

        await AssertRefusedAsync(new Dictionary<string, string?> { ["Data:Directory"] = copy.FullName }, "data-protection.key", "DataProtection:Key");

        Assert.False(File.Exists(Path.Combine(copy.FullName, "data-protection.key")), "A new key would hide that the right one is missing.");
        var connection = new SqliteConnectionStringBuilder { DataSource = Path.Combine(copy.FullName, "messaging.db"), Pooling = false }.ToString();
        await using (var db = TestDatabase.OpenContext(DatabaseKind.Sqlite, connection)) await AssertEncryptedAsync(db);
        copy.Delete(recursive: true);
    }

    [Theory, EachDatabase]
    public async Task Second_app_with_another_data_folder_is_refused(DatabaseKind database)
    {
        await using var data = await TestDatabase.CreateAsync(database);
        var settings = new Dictionary<string, string?>(data.Settings) { ["DataProtection:Key"] = null };
        await using var app = await AppProcess.StartNewAsync(settings);
        await using (var db = data.OpenContext()) await AssertEncryptedAsync(db);
        if (database == DatabaseKind.Sqlite) await app.KillAsync();

        await AssertRefusedAsync(settings, "data-protection.key", "DataProtection:Key");
    }

    [Theory, EachDatabase]
    public async Task Key_is_replaced_while_people_stay_signed_in(DatabaseKind database)
    {
        await using var data = await TestDatabase.CreateAsync(database);
        Person an;
        await using (var app = await AppProcess.StartNewAsync(new Dictionary<string, string?>(data.Settings) { ["DataProtection:Key"] = First }))
            an = await Person.RegisterAsync(app.Address);
        await AssertRefusedAsync(new Dictionary<string, string?>(data.Settings) { ["DataProtection:Key"] = Second }, "DataProtection:PreviousKeys");

        await using (var app = await AppProcess.StartNewAsync(new Dictionary<string, string?>(data.Settings) { ["DataProtection:Key"] = Second, ["DataProtection:PreviousKeys"] = First }))
            (await new ApiClient(app.Address, an.AccessToken).GetAsync("/api/v1/me")).Is(200);
        await using (var app = await AppProcess.StartNewAsync(new Dictionary<string, string?>(data.Settings) { ["DataProtection:Key"] = Second }))
            (await new ApiClient(app.Address, an.AccessToken).GetAsync("/api/v1/me")).Is(200);

        await AssertRefusedAsync(new Dictionary<string, string?>(data.Settings) { ["DataProtection:Key"] = First }, "DataProtection:Key");
    }

    [Fact]
    public async Task Key_file_is_replaced_by_a_setting_or_a_line_above()
    {
        await using var data = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        var settings = new Dictionary<string, string?>(data.Settings) { ["DataProtection:Key"] = null };
        await using var app = await AppProcess.StartNewAsync(settings);
        var an = await Person.RegisterAsync(app.Address);
        await app.KillAsync();
        var file = Path.Combine(app.Home, "data", "data-protection.key");
        await File.WriteAllTextAsync(file, $"{First}\n{await File.ReadAllTextAsync(file, Cancel)}", Cancel);
        await app.StartAsync();
        (await new ApiClient(app.Address, an.AccessToken).GetAsync("/api/v1/me")).Is(200);
        await app.KillAsync();
        await File.WriteAllTextAsync(file, First, Cancel);

        await using (var set = await AppProcess.StartNewAsync(new Dictionary<string, string?>(settings) { ["DataProtection:Key"] = Second, ["DataProtection:PreviousKeys"] = $"{First}, {First}" }))
            (await new ApiClient(set.Address, an.AccessToken).GetAsync("/api/v1/me")).Is(200);
        await AssertRefusedAsync(new Dictionary<string, string?>(settings) { ["Data:Directory"] = Path.Combine(app.Home, "data") }, "DataProtection:Key");
    }

    [Theory, EachDatabase]
    public async Task Keys_of_the_release_before_are_encrypted_at_the_start_and_stay_good(DatabaseKind database)
    {
        var folder = Directory.CreateTempSubdirectory("messaging-keys-");
        var before = DataProtectionProvider.Create(folder, builder => builder.SetApplicationName("Messaging"));
        var sealedText = before.CreateProtector("test").Protect("made before");
        await using var data = await TestDatabase.CreateAsync(database);
        await using (var db = data.OpenContext())
        {
            var file = Assert.Single(folder.GetFiles());
            var xml = await File.ReadAllTextAsync(file.FullName, Cancel);
            Assert.Contains("<value>", xml, StringComparison.Ordinal);
            db.DataProtectionKeys.Add(new DataProtectionKey { FriendlyName = file.Name, Xml = xml });
            await db.SaveChangesAsync(Cancel);
        }

        await using var app = await TestApp.StartAsync(settings: data.Settings);

        Assert.Equal("made before", app.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Unprotect(sealedText));
        await using (var db = data.OpenContext()) await AssertEncryptedAsync(db);
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("", "DataProtection:Key is empty")]
    [InlineData("c2hvcnQ=", "DataProtection:Key is not 32 bytes")]
    [InlineData("not base64 at all", "DataProtection:Key is not 32 bytes")]
    public async Task Several_nodes_need_one_key(string key, string sentence) => await AssertRefusedAsync(
        new Dictionary<string, string?> { ["Push:Driver"] = "None", ["Push:Nodes"] = "2", ["DataProtection:Key"] = key }, sentence, "openssl rand -base64 32");

    [Fact]
    public async Task Damaged_key_file_is_named()
    {
        var folder = Directory.CreateTempSubdirectory("messaging-keys-");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "data-protection.key"), "damaged", Cancel);

        await AssertRefusedAsync(new Dictionary<string, string?> { ["Data:Directory"] = folder.FullName }, Path.Combine(folder.FullName, "data-protection.key"));
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Node_waits_longer_for_its_turn_than_a_request()
    {
        await using var data = await TestDatabase.CreateAsync(DatabaseKind.PostgreSql);
        await using var other = data.OpenContext();
        await using var turn = await other.Database.BeginTransactionAsync(Cancel);
        await other.LockAsync("messaging-token-keys", Cancel);

        var starting = AppProcess.StartNewAsync(new Dictionary<string, string?>(data.Settings) { ["Database:MaxWaitSeconds"] = "1" });
        await Eventually.HoldsAsync("the node has waited for 4 s", async () => await other.Database.SqlQuery<int>($"""
            SELECT count(*)::int AS "Value" FROM pg_locks
            WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
              AND waitstart < clock_timestamp() - interval '4 s'
            """).SingleAsync(Cancel) == 1);
        await turn.CommitAsync(Cancel);

        await using var app = await starting;
        await Person.RegisterAsync(app.Address);
    }

    private static async Task AssertRefusedAsync(Dictionary<string, string?> settings, params string[] parts)
    {
        var (exitCode, lines) = await AppCommand.RunAsync(new Dictionary<string, string?>(settings) { ["ASPNETCORE_URLS"] = "http://127.0.0.1:0" });
        Assert.True(exitCode == 1, string.Create(CultureInfo.InvariantCulture, $"{exitCode}:\n{string.Join('\n', lines)}"));
        Assert.All(parts, part => Assert.Contains(part, lines[^1], StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains(First, StringComparison.Ordinal) || line.Contains(Second, StringComparison.Ordinal));
    }

    private static async Task AssertEncryptedAsync(MessagingDbContext db)
    {
        var rows = await db.DataProtectionKeys.AsNoTracking().ToListAsync(Cancel);
        Assert.NotEmpty(rows);
        Assert.All(rows, row =>
        {
            Assert.Contains("encryptedSecret", row.Xml, StringComparison.Ordinal);
            Assert.DoesNotContain("masterKey", row.Xml, StringComparison.Ordinal);
        });
    }
}
