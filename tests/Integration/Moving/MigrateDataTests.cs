using System.Globalization;
using Messaging.Application.Common;
using Messaging.Domain.Common;
using Messaging.Infrastructure.Outbox;
using Messaging.Infrastructure.Persistence.Moving;
using Messaging.Integration.Identity;
using Messaging.Integration.Support;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace Messaging.Integration.Moving;

public sealed class MigrateDataTests
{
    private const int Messages = 60;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, EachDatabase]
    public async Task Sqlite_file_moves_to_a_server_whatever_interrupts_it(DatabaseKind to)
    {
        Assert.SkipWhen(to == DatabaseKind.Sqlite, "SQLite is where the data comes from.");
        await using var from = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var target = await TestDatabase.CreateAsync(to, isMigrated: false);
        var settings = new Dictionary<string, string?>(from.Settings.Concat(OutsideTokens.Settings)) { ["RateLimits:Enabled"] = "false" };
        string[] arguments = ["migrate-data", "--to", to.ToString(), "--connection", target.ConnectionString, "--batch-size", "10"];
        Person an;
        string conversation;
        await using (var app = await AppProcess.StartNewAsync(settings))
        {
            (an, conversation) = await FillAsync(app.Address);
            Assert.Contains("The app is running", await AppCommand.RunAsync(settings, exitCode: 1, arguments), StringComparison.Ordinal);
        }

        await LeaveWorkAsync(from);
        await LeaveUnstorableTextAsync(from, an);
        await InterruptAsync(from, target);
        await AppRefusesAsync(target);
        if (to == DatabaseKind.PostgreSql) await KillAsync(settings, target, arguments);
        await DamageAsync(target, settings, arguments);

        var output = await AppCommand.RunAsync(settings, exitCode: 0, arguments);
        Assert.Contains("Resuming the interrupted copy", output, StringComparison.Ordinal);
        await using (var moved = target.OpenContext())
            Assert.Equal("a\uFFFDb", await moved.Users.Where(user => user.UserName == an.UserName).Select(user => user.DisplayName).SingleAsync(Cancel));
        Assert.Contains($"Messages: the same on both sides, {Messages + 5} rows", output, StringComparison.Ordinal);
        Assert.DoesNotContain("secret text", output, StringComparison.Ordinal);
        Assert.Contains("already contains data", await AppCommand.RunAsync(settings, exitCode: 1, arguments), StringComparison.Ordinal);

        await GoOnAsync(target, an, conversation);
    }

    [Fact]
    public async Task Wrong_arguments_are_explained()
    {
        await using var from = await TestDatabase.CreateAsync(DatabaseKind.Sqlite, isMigrated: false);

        Assert.Contains("Oracle is none of PostgreSql, SqlServer.", await AppCommand.RunAsync(from.Settings, 2, "migrate-data", "--to", "Oracle", "--connection", "x"), StringComparison.Ordinal);
        Assert.Contains("Database:ConnectionString", await AppCommand.RunAsync(from.Settings, 1, "migrate-data", "--to", "PostgreSql", "--connection", "Host=none"), StringComparison.Ordinal);
    }

    /// <summary>Needs no server: whoever adds a table has it moved.</summary>
    [Fact]
    public void No_table_is_forgotten()
    {
        using var db = TestDatabase.OpenContext(DatabaseKind.Sqlite, "Data Source=none");
        IEnumerable<string> moved = MoveTable.AllOf(db.Model).Select(table => table.Name).Concat(["LaneLeases", "LiveNodes"]);

        Assert.Equal(db.Model.GetRelationalModel().Tables.Select(table => table.Name).Order(StringComparer.Ordinal), moved.Order(StringComparer.Ordinal));
        // Values without a property would stay behind. Leases are not moved.
        Assert.DoesNotContain(
            db.Model.GetEntityTypes().Where(type => type.ClrType != typeof(LaneLease)).SelectMany(type => type.GetProperties()), property => property.IsShadowProperty());
    }

    private static async Task<(Person An, string Conversation)> FillAsync(Uri address)
    {
        var (an, binh, conversation) = await Person.PairAsync(address);
        for (var i = 0; i < Messages; i++) await an.SendAsync(conversation, $"secret text {i}");
        var message = await binh.SendAsync(conversation, "secret text, first");
        (await binh.EditAsync(message, "secret text, second")).Is(200);
        (await binh.DeleteAsync(await binh.SendAsync(conversation, "secret text, gone"))).Is(200);
        (await binh.Api.PutAsync($"/api/v1/conversations/{conversation}/read", new { sequence = 7 })).Is(200);

        var chi = await Person.RegisterAsync(address);
        var group = (await an.Api.PostAsync("/api/v1/conversations", new { kind = "group", title = "Sài Gòn 😀", memberIds = new[] { binh.Id, chi.Id } })).Is(201).String("id");
        (await chi.Api.DeleteAsync($"/api/v1/conversations/{group}/members/{chi.Id}")).Is(204);
        await an.SendAsync(group, "secret text of the group");
        (await chi.Api.PutAsync($"/api/v1/me/blocks/{binh.Id}")).Is(204);
        var preferences = (await an.Api.GetAsync("/api/v1/me/notification-preferences")).Is(200);
        (await an.Api.PutAsync("/api/v1/me/notification-preferences", preferences.Text)).Is(200);
        (await new ApiClient(address, OutsideTokens.Sign(OutsideTokens.Claims("somebody", "Outside"))).GetAsync("/api/v1/me")).Is(200);
        (await binh.Api.GetAsync($"/api/v1/sync?conversationId={conversation}")).Is(200);
        return (an, conversation);
    }

    /// <summary>A parked and a waiting row, and nobody who holds a lease any more.</summary>
    private static async Task LeaveWorkAsync(TestDatabase from)
    {
        await using var db = from.OpenContext();
        var now = new DateTimeOffset(2026, 1, 31, 9, 15, 2, 123, TimeSpan.Zero);
        foreach (var parkedAt in new DateTimeOffset?[] { now, null })
            db.Outbox.Add(new OutboxMessage { EventName = "none", Consumers = "none", Payload = "{}", CreatedAt = now, DueAt = now.AddYears(50), ParkedAt = parkedAt, LastError = "poison" });
        await db.SaveChangesAsync(Cancel);
        await db.LaneLeases.ExecuteUpdateAsync(set => set.SetProperty(lease => lease.Owner, ""), Cancel);
    }

    /// <summary>Text that an earlier release accepted, and SQLite stores.</summary>
    private static async Task LeaveUnstorableTextAsync(TestDatabase from, Person an)
    {
        await using var db = from.OpenContext();
        await db.Users.Where(user => user.UserName == an.UserName).ExecuteUpdateAsync(set => set.SetProperty(user => user.DisplayName, "a\0b"), Cancel);
        Assert.Equal(1, await db.NotificationPreferences.ExecuteUpdateAsync(set => set.SetProperty(row => row.DoNotDisturb.TimeZone, "UT\0"), Cancel));
    }

    /// <summary>Ends between two batches of a table.</summary>
    private static async Task InterruptAsync(TestDatabase from, TestDatabase target)
    {
        var lines = new List<string>();
        await using var source = from.OpenContext();
        await using var db = target.OpenContext();
        var move = new DataMove(source, db, lines.Add, progress =>
        {
            if (progress is { What: "Messages", Done: 20 }) throw new OperationCanceledException(progress.ToString());
        });

        await Assert.ThrowsAsync<OperationCanceledException>(() => move.RunAsync(10, Cancel));

        Assert.Contains(lines, line => line.StartsWith("Users: row ", StringComparison.Ordinal) && line.EndsWith("It is U+FFFD there.", StringComparison.Ordinal));
        await using var after = target.OpenContext();
        Assert.Equal(20, await after.Messages.CountAsync(Cancel));
    }

    /// <summary>Half of the data looks like all of it.</summary>
    private static async Task AppRefusesAsync(TestDatabase target)
    {
        var (exitCode, output) = await AppCommand.RunAsync(new Dictionary<string, string?>(target.Settings) { ["ASPNETCORE_URLS"] = "http://127.0.0.1:0" });

        Assert.NotEqual(0, exitCode);
        Assert.Contains(output, line => line.Contains("Run migrate-data again", StringComparison.Ordinal));
    }

    /// <summary>Kills the command while it waits for a table that somebody else has locked.</summary>
    private static async Task KillAsync(Dictionary<string, string?> settings, TestDatabase target, string[] arguments)
    {
        await using var locker = new NpgsqlConnection(target.ConnectionString);
        await locker.OpenAsync(Cancel);
        await using var transaction = await locker.BeginTransactionAsync(Cancel);
        await using var locking = new NpgsqlCommand("LOCK TABLE \"Messages\" IN SHARE MODE", locker, transaction);
        await locking.ExecuteNonQueryAsync(Cancel);
        await using var waiting = new NpgsqlCommand("SELECT COUNT(*) FROM pg_locks WHERE relation = '\"Messages\"'::regclass AND NOT granted", locker, transaction);

        using var command = AppCommand.Start(settings, arguments);
        await Eventually.HoldsAsync("the command waits", async () => await waiting.ExecuteScalarAsync(Cancel) is > 0L, TimeSpan.FromMinutes(2));
        await command.KillAsync();
        Assert.DoesNotContain("Done", command.Output, StringComparison.Ordinal);
    }

    /// <summary>One value that is different on the two sides is found in the end, and the mark stays.</summary>
    private static async Task DamageAsync(TestDatabase target, Dictionary<string, string?> settings, string[] arguments)
    {
        await using var db = target.OpenContext();
        var user = await db.Users.AsNoTracking().FirstAsync(Cancel);
        await db.Users.Where(row => row.Id == user.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.SharesTyping, !user.SharesTyping), Cancel);

        Assert.Contains("Users differs", await AppCommand.RunAsync(settings, exitCode: 1, arguments), StringComparison.Ordinal);

        await db.Users.Where(row => row.Id == user.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.SharesTyping, user.SharesTyping), Cancel);
    }

    /// <summary>The app on the new database: whoever was signed in still is, and all numbers go on.</summary>
    private static async Task GoOnAsync(TestDatabase target, Person an, string conversation)
    {
        await using var db = target.OpenContext();
        var id = new ConversationId(Guid.Parse(conversation, CultureInfo.InvariantCulture));
        var revision = await db.Conversations.Where(found => found.Id == id).Select(found => found.Revision).SingleAsync(Cancel);
        await using var app = await AppProcess.StartNewAsync(new Dictionary<string, string?>(target.Settings) { ["RateLimits:Enabled"] = "false" });
        var api = new ApiClient(app.Address, an.AccessToken);

        var row = (await api.GetAsync($"/api/v1/conversations/{conversation}")).Is(200);
        Assert.Equal(Messages + 2, row["lastMessage"].Number("sequence"));
        var sent = (await api.PostAsync($"/api/v1/conversations/{conversation}/messages", new { id = Person.NewId(), body = "on the new one" })).Is(201);
        Assert.Equal(Messages + 3, sent["sequence"].GetInt64());
        Assert.Equal(revision + 1, sent["revision"].GetInt64());
        Assert.Equal(an.Id, (await Person.LogInAsync(app.Address, an.UserName)).Id);

        Assert.Equal(1, await db.Members.IgnoreQueryFilters().CountAsync(member => member.LeftAt != null, Cancel));
        var parked = await db.Outbox.AsNoTracking().SingleAsync(message => message.ParkedAt != null, Cancel);
        Assert.Equal("poison", parked.LastError);
        var next = new OutboxMessage { EventName = "none", Consumers = "none", Payload = "{}", CreatedAt = parked.CreatedAt, DueAt = parked.DueAt, ParkedAt = parked.ParkedAt };
        db.Outbox.Add(next);
        await db.SaveChangesAsync(Cancel);
        Assert.InRange(next.Id, parked.Id + 1, parked.Id + 1_000);
    }
}
