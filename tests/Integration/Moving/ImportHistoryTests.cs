using System.Globalization;
using System.Text.Json;
using Messaging.Integration.Identity;
using Messaging.Integration.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Messaging.Integration.Moving;

public sealed class ImportHistoryTests
{
    private const string GroupMessage = "0192f0c1-7b5e-7c3a-9d21-5f0e8a4b6c7d";

    private static readonly object[] Users =
    [
        new { user = new { id = "1", userName = "an", displayName = "An", password = Person.Password } },
        new { user = new { id = "2", userName = "binh", displayName = "Bình", issuer = OutsideTokens.Issuer, subject = "binh-there" } },
        new { user = new { id = "3", userName = "gone" } },
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, EachDatabase]
    public async Task History_is_there_after_the_import_and_twice_is_once(DatabaseKind database)
    {
        await using var app = await TestApp.StartAsync(database, OutsideTokens.Settings);
        object[] first =
        [
            .. Users,
            new { conversation = new { id = "c1", kind = "direct", members = new[] { "1", "2" } } },
            new { conversation = new { id = "g", kind = "group", title = "Team", members = new[] { "2", "1", "3" } } },
            // Not in order of time.
            Message("b", "c1", "2", "second", 2),
            Message("a", "c1", "1", "first", 1),
            Message(GroupMessage, "g", "3", "from somebody who is gone", 5),
            new { read = new { conversation = "c1", user = "2", message = "a" } },
        ];

        Assert.Contains("3 new users and 3 new messages in 2", await ImportAsync(app, 0, first), StringComparison.Ordinal);
        var before = await StateAsync(app);
        Assert.Contains("0 new users and 0 new messages", await ImportAsync(app, 0, first), StringComparison.Ordinal);
        Assert.Equal(before, await StateAsync(app));

        var an = await Person.LogInAsync(app.Address, "an");
        var binh = OutsideTokens.ClientOf(app, "binh-there");
        Assert.Equal("binh", (await binh.GetAsync("/api/v1/me")).Is(200).String("userName"));
        var rows = (await an.Api.GetAsync("/api/v1/conversations")).Is(200).Items;
        Assert.Equal(["group", "direct"], rows.Select(row => row.String("kind")));
        var (group, direct) = (rows[0].String("id"), rows[1].String("id"));
        var history = (await an.ListMessagesAsync(direct)).Is(200).Items;
        Assert.Equal(["first", "second"], history.Select(message => message.String("body")));
        Assert.Equal([1L, 2L], history.Sequences());
        Assert.Equal("2025-01-31T09:01:00.000Z", history[0].String("sentAt"));
        Assert.Equal(GroupMessage, (await an.ListMessagesAsync(group)).Is(200).Items[^1].String("id"));
        Assert.Equal((1, 1L), (rows[1].GetProperty("unreadCount").GetInt32(), (await binh.GetAsync($"/api/v1/conversations/{direct}")).Is(200)["lastReadSequence"].GetInt64()));

        Assert.Contains("0 new users and 1 new messages", await ImportAsync(app, 0, [.. first, Message("c", "c1", "1", "third", 9)]), StringComparison.Ordinal);
        Assert.Equal(4, (await an.SendAsync(direct, "goes on")).Number("sequence"));
        (await binh.GetAsync($"/api/v1/sync?conversationId={direct}")).Is(200);

        // What people wrote here stays before or behind nothing that is older.
        var refused = await ImportAsync(app, 1, [.. first, Message("c", "c1", "1", "third", 9), Message("d", "c1", "1", "too late", 10), Message("e", "g", "1", "in time", 11)]);
        Assert.Contains($"line {first.Length + 2}: The message is older", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("too late", refused, StringComparison.Ordinal);
        Assert.Equal("in time", (await an.ListMessagesAsync(group)).Is(200).Items[^1].String("body"));
        Assert.Equal("goes on", (await an.ListMessagesAsync(direct)).Is(200).Items[^1].String("body"));
    }

    [Fact]
    public async Task Wrong_lines_are_named_and_nothing_is_written()
    {
        await using var app = await TestApp.StartAsync(settings: new Dictionary<string, string?> { ["Admin:AllowRegistration"] = "false" });
        object[] lines =
        [
            .. Users, // 1 to 3
            new { user = new { id = "1", userName = "again" } },
            new { user = new { id = "5", userName = "x y", password = "short" } },
            new { user = new { id = "6", userName = "half", issuer = "https://id.example.com" } },
            new { conversation = new { id = "c", kind = "direct", members = new[] { "1", "nobody" } } },
            new { conversation = new { id = "d", kind = "direct", members = new[] { "1", "1" } } },
            new { conversation = new { id = "g", kind = "group", members = new[] { "1" } } },
            new { conversation = new { id = "ok", kind = "direct", members = new[] { "1", "2" } } },
            Message("a", "ok", "3", "secret", 1),
            Message("a", "ok", "1", " ", 1),
            Message("b", "ok", "1", "secret", 1),
            Message("b", "ok", "1", "secret", 1),
            new { read = new { conversation = "ok", user = "1", message = "z" } },
            new { mesage = new { } },
            new { },
            new { conversation = new { id = "h", kind = "group", title = "Te\u0007am", members = new[] { "1" } } },
            new { conversation = new { id = "i", kind = "direct", title = "Two", members = new[] { "1", "2" } } },
        ];

        var output = await ImportAsync(app, 1, lines);

        foreach (var line in new[] { 4, 5, 6, 7, 8, 9, 11, 12, 14, 15, 16, 17, 18, 19 }) Assert.Contains($"line {line}: ", output, StringComparison.Ordinal);
        foreach (var line in new[] { 1, 2, 3, 10, 13 }) Assert.DoesNotContain($"line {line}: ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", output, StringComparison.Ordinal);
        Assert.Contains("Nothing was imported.", output, StringComparison.Ordinal);
        await using var db = app.Database.OpenContext();
        Assert.Equal(0, await db.Users.CountAsync(Cancel));

        Assert.Contains("line 1: The user name is in Admin:UserNames", await ImportAsync(app, 1, [new { user = new { id = "1", userName = Apps.AdminName } }]), StringComparison.Ordinal);
        Assert.Contains("usage: import-history", await AppCommand.RunAsync(app.Database.Settings, 2, "import-history", "/no/such/file"), StringComparison.Ordinal);
    }

    private static object Message(string id, string conversation, string sender, string body, int minute) => new
    {
        message = new { id, conversation, sender, body, sentAt = string.Create(CultureInfo.InvariantCulture, $"2025-01-31T16:{minute:00}:00+07:00") },
    };

    /// <summary>The real command, on the database of an app that runs meanwhile.</summary>
    private static async Task<string> ImportAsync(TestApp app, int exitCode, object[] lines)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllLinesAsync(file, lines.Select(line => JsonSerializer.Serialize(line)), Cancel);
        var settings = new Dictionary<string, string?>(app.Database.Settings) { ["Admin:UserNames"] = Apps.AdminName, ["Serilog:MinimumLevel:Default"] = "Warning" };
        var output = await AppCommand.RunAsync(settings, exitCode, "import-history", file);
        File.Delete(file);
        return output;
    }

    /// <summary>Every row that an import touches, and that nothing is waiting to be pushed.</summary>
    private static async Task<string> StateAsync(TestApp app)
    {
        await using var db = app.Database.OpenContext();
        Assert.Equal(0, await db.Outbox.CountAsync(Cancel));
        var users = await db.Users.OrderBy(user => user.UserNameKey).Select(user => new { user.Id, user.Revision }).ToListAsync(Cancel);
        var conversations = await db.Conversations.OrderBy(row => row.LastSequence).ThenBy(row => row.CreatedAt).Select(row => new { row.Id, row.Revision, row.LastSequence }).ToListAsync(Cancel);
        var members = await db.Members.OrderBy(row => row.UserId).ThenBy(row => row.UserRevision)
            .Select(row => new { row.UserId, row.UserRevision, row.LastReadSequence, row.UnreadCount, row.LastActivityAt }).ToListAsync(Cancel);
        return JsonSerializer.Serialize(new { users, conversations, members, messages = await db.Messages.CountAsync(Cancel) });
    }
}
