using System.Globalization;
using System.Text;
using System.Text.Json;
using Messaging.Application.Importing;
using Messaging.Integration.Identity;
using Messaging.Integration.Reactions;
using Messaging.Integration.Support;
using Messaging.Integration.Sync;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
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
            new
            {
                message = new
                {
                    id = "a", conversation = "c1", sender = "1", body = "first", sentAt = "2025-01-31T16:01:00+07:00",
                    reactions = new[] { new { emoji = "❤", users = new[] { "2", "1" } }, new { emoji = "👍", users = new[] { "2" } } },
                },
            },
            Message(GroupMessage, "g", "3", "from somebody who is gone", 5),
            new { read = new { conversation = "c1", user = "2", message = "a" } },
        ];

        Assert.Contains("3 new users and 3 new messages in 2", await ImportAsync(app, 0, first), StringComparison.Ordinal);
        var before = await StateAsync(app);
        Assert.Contains("0 new users and 0 new messages", await ImportAsync(app, 0, first), StringComparison.Ordinal);
        Assert.Equal(before, await StateAsync(app));

        await using (var db = app.Database.OpenContext())
            Assert.DoesNotContain(Person.Password, await db.Accounts.Select(account => account.PasswordHash).ToListAsync(Cancel));
        var an = await Person.LogInAsync(app.Address, "an");
        var binh = OutsideTokens.ClientOf(app, "binh-there");
        Assert.Equal("binh", (await binh.GetAsync("/api/v1/me")).Is(200).String("userName"));
        var rows = (await an.Api.GetAsync("/api/v1/conversations")).Is(200).Items;
        Assert.Equal(["group", "direct"], rows.Select(row => row.String("kind")));
        var (group, direct) = (rows[0].String("id"), rows[1].String("id"));
        var history = (await an.ListMessagesAsync(direct)).Is(200).Items;
        Assert.Equal(["first", "second"], history.Select(message => message.String("body")));
        Assert.Equal([1L, 2L], history.Sequences());
        Assert.Equal(["❤️2*", "👍1"], history[0].Reactions());
        Assert.Equal("2025-01-31T09:01:00.000Z", history[0].String("sentAt"));
        Assert.Equal(GroupMessage, (await an.ListMessagesAsync(group)).Is(200).Items[^1].String("id"));
        Assert.Equal((1, 1L), (rows[1].GetProperty("unreadCount").GetInt32(), (await binh.GetAsync($"/api/v1/conversations/{direct}")).Is(200)["lastReadSequence"].GetInt64()));

        Assert.Contains("0 new users and 1 new messages", await ImportAsync(app, 0, [.. first, Message("c", "c1", "1", "third", 9, replyTo: "b")]), StringComparison.Ordinal);
        Assert.Equal("second", (await an.ListMessagesAsync(direct)).Is(200).Items[^1].GetProperty("quote").String("excerpt"));
        Assert.Equal(4, (await an.SendAsync(direct, "goes on")).Number("sequence"));
        (await binh.GetAsync($"/api/v1/sync?conversationId={direct}")).Is(200);

        // Messages written in the app must not stand before older ones, so nothing of the file is written.
        var refused = await ImportAsync(app, 1, [.. first, Message("c", "c1", "1", "third", 9), Message("d", "c1", "1", "too late", 10), Message("e", "g", "1", "in time", 11)]);
        Assert.Contains($"line {first.Length + 2}: The message is older", refused, StringComparison.Ordinal);
        Assert.Contains("Nothing was imported.", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("too late", refused, StringComparison.Ordinal);
        Assert.Equal("from somebody who is gone", (await an.ListMessagesAsync(group)).Is(200).Items[^1].String("body"));
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
        Assert.Contains("line 1: password: This password is one of those", await ImportAsync(app, 1, [new { user = new { id = "1", userName = "an", password = "password1234" } }]), StringComparison.Ordinal);
        Assert.Contains("import-history <file>", await AppCommand.RunAsync(app.Database.Settings, 2, "import-history", "/no/such/file"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_found_before_anything_is_written()
    {
        await using var app = await TestApp.StartAsync(settings: new Dictionary<string, string?> { ["Admin:AllowRegistration"] = "false" });
        var here = await Person.RegisterAsync(app.Address, "here");
        var other = await Person.RegisterAsync(app.Address);
        var conversation = await here.OpenAsync(other);
        var message = await here.SendAsync(conversation, "here already");
        const string good = """{"user":{"id":"1","userName":"an"}}""";
        (string Line, string Problem)[] lines =
        [
            (good, ""),
            ("""{"user":{"id":"2","userName":"binh"}}""", ""),
            ("""{"conversation":{"id":"c","kind":"direct","members":["1","2"]}}""", ""),
            ("""{"message":{"id":"0192F0C1-7B5E-7C3A-9D21-5F0E8A4B6C7D","conversation":"c","sender":"1","body":"secret","sentAt":"2025-01-31T09:15:02Z"}}""", ""),
            ("""{"user":{"id":"3","userName":"AN"}}""", "The user name is the same, apart from capitals, as in line 1."),
            ("""{"user":{"id":"0192f0c1-0000-7000-8000-00000000000a","userName":"x1"}}""", ""),
            ("""{"user":{"id":"0192F0C1-0000-7000-8000-00000000000A","userName":"x2"}}""", "The id is the same UUID as in line 6."),
            ("""{"user":{"id":"4","userName":"s1","issuer":"https://id.example.com","subject":"s"}}""", ""),
            ("""{"user":{"id":"5","userName":"s2","issuer":"https://id.example.com","subject":"s"}}""", "Issuer and subject are the same as in line 8."),
            ("""{"conversation":{"id":"d","kind":"direct","members":["2","1"]}}""", "The two members are the same as in line 3."),
            ("""{"conversation":{"id":"0192f0c1-0000-7000-8000-00000000000b","kind":"group","title":"T","members":["1"]}}""", ""),
            ("""{"conversation":{"id":"{0192F0C1-0000-7000-8000-00000000000B}","kind":"group","title":"T","members":["2"]}}""", "The id is the same UUID as in line 11."),
            ("""{"conversation":{"id":"e","title":"T","members":["2"]}}""", "kind: The kind is direct or group."),
            ("""{"message":{"id":"0192f0c1-7b5e-7c3a-9d21-5f0e8a4b6c7d","conversation":"c","sender":"1","body":"secret","sentAt":"2025-01-31T09:15:02Z"}}""", "The id is the same UUID as in line 4."),
            ("""{"message":{"id":"m1","conversation":"c","sender":"1","body":"secret","sentAt":"2025-01-31T09:15:02"}}""", "$.message.sentAt: Give the time with a time zone"),
            ("""{"message":{"id":"m2","conversation":"c","sender":"1","body":"secret\ufffe","sentAt":"2025-01-31T09:15:02Z"}}""", "message.body: The text contains characters that cannot be stored"),
            ("""{"message":{"id":"m3\u0000","conversation":"c","sender":"1","body":"secret","sentAt":"2025-01-31T09:15:02Z"}}""", "message.id: The text contains"),
            ("""{"message":{"id":"m4","conversation":"c","sender":"1","body":"\ud83d","sentAt":"2025-01-31T09:15:02Z"}}""", "Invalid JSON at "),
            ("""{"message":{"id":"m5","conversation":"c","sender":"1","body":"\u200b","sentAt":"2025-01-31T09:15:02Z"}}""", "body: A message cannot be empty."),
            ("""{"message":{"id":"m8","conversation":"c","sender":"1","body":"secret","sentAt":"2025-01-31T09:15:02Z","replyTo":"nowhere"}}""", "replyTo is not the id of an earlier message"),
            ("""{"message":{"id":"m6","conversation":"c","sender":"1","body":"secret","sentAt":"2999-01-31T09:15:02Z"}}""", "sentAt: The time lies in the future."),
            ($$$"""{"message":{"id":"m7","conversation":"c","sender":"1","body":"{{{new string('a', 4_001)}}}","sentAt":"2025-01-31T09:15:02Z"}}""", "body: A message has at most 4000 characters."),
            ("""{"message":{"id":"m8","conversation":"c","sender":"1","body":"secret","sentAt":"2025-01-31T09:15:02Z","reactions":[{"emoji":"ok","users":["1"]}]}}""", "reactions[0].Emoji: Give exactly one emoji."),
            ("""{"message":{"id":"m9","conversation":"c","sender":"1","body":"secret","sentAt":"2025-01-31T09:15:02Z","reactions":[{"emoji":"👍","users":["nobody"]}]}}""", "The user is not a member"),
            ("""{"message":{"id":"m10","conversation":"c","sender":"1","body":"secret","sentAt":"2025-01-31T09:15:02Z","reactions":[null]}}""", "reactions: "),
            ("""{"user":{"id":"6","userName":"name6","displayName":"\u202ename"}}""", "displayName: "),
            ("""{"user":{"id":"7","userName":"name7","displayName":"\ufffe"}}""", "user.displayName: The text contains"),
            ("""{"conversation":{"id":"f","kind":"group","title":"\u3164","members":["1"]}}""", "title: A group needs a title."),
            ("""{"user":""", "Invalid JSON at "),
            ("not UTF-8: \u00ff", "The line is not UTF-8"),
            ("""{"read":{"conversation":"c","user":"1","message":"nowhere"}}""", "The message is not the id"),
            ("null", "A line has exactly one of"),
        ];

        var output = await ImportTextAsync(app, 1, Latin1InUtf8(lines.Select(line => line.Line)));

        foreach (var (problem, number) in lines.Select((line, index) => (line.Problem, index + 1)))
        {
            if (problem.Length == 0) Assert.DoesNotContain($"line {number}:", output, StringComparison.Ordinal);
            else Assert.Contains($"line {number}: {problem}", output, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("secret", output, StringComparison.Ordinal);
        await NothingIsWrittenAsync();

        // Conflicts that only the database knows are found before anything is written, too.
        string[] known =
        [
            good,
            """{"user":{"id":"2","userName":"HERE"}}""",
            $$$"""{"user":{"id":"{{{here.Id}}}","userName":"other-name"}}""",
            $$$"""{"user":{"id":"4","userName":"here","issuer":"https://id.example.com","subject":"s"}}""",
            """{"user":{"id":"3","userName":"binh"}}""",
            $$$"""{"conversation":{"id":"{{{conversation}}}","kind":"group","title":"Spy","members":["1"]}}""",
            """{"conversation":{"id":"c","kind":"direct","members":["1","3"]}}""",
            $$$"""{"message":{"id":"{{{message.Id()}}}","conversation":"c","sender":"1","body":"secret","sentAt":"2025-01-31T09:15:02Z"}}""",
        ];
        output = await ImportTextAsync(app, 1, [.. known.Select(Encoding.UTF8.GetBytes)]);
        Assert.Contains("line 4: The user name is the same, apart from capitals, as in line 2.", output, StringComparison.Ordinal);
        output = await ImportTextAsync(app, 1, [.. known.Where(line => !line.Contains("\"4\"", StringComparison.Ordinal)).Select(Encoding.UTF8.GetBytes)]);
        foreach (var problem in new[] { "line 3: This is the same person here as in line 2.", "line 5: The id belongs to another conversation here.", "line 7: The id belongs to another message here." })
            Assert.Contains(problem, output, StringComparison.Ordinal);
        await NothingIsWrittenAsync();

        async Task NothingIsWrittenAsync()
        {
            await using var db = app.Database.OpenContext();
            Assert.Equal((2, 1, 1), (await db.Users.CountAsync(Cancel), await db.Conversations.CountAsync(Cancel), await db.Messages.CountAsync(Cancel)));
        }
    }

    /// <summary>Ten thousand messages, in one conversation and in many, cost at most one query for every twenty of them.</summary>
    [Theory, EachDatabase]
    public async Task Large_history_is_imported_in_batches(DatabaseKind database)
    {
        await using var app = await RecordedCommands.StartAppAsync(database);
        var commands = app.Services.GetRequiredService<RecordedCommands>();
        var lines = new List<object>();
        for (var i = 0; i < 100; i++) lines.Add(new { user = new { id = $"u{i}", userName = $"user{i}" } });
        lines.Add(new { conversation = new { id = "g", kind = "group", title = "All", members = Enumerable.Range(0, 100).Select(i => $"u{i}") } });
        for (var i = 0; i < 300; i++) lines.Add(new { conversation = new { id = $"c{i}", kind = "direct", members = new[] { $"u{i % 97}", $"u{(i % 97) + 1 + (i / 97)}" } } });
        for (var i = 0; i < 10_000; i++)
        {
            var (conversation, sender) = i % 2 == 0 ? ("g", $"u{i % 100}") : ($"c{i % 300}", $"u{i % 300 % 97}");
            lines.Add(new { message = new { id = $"m{i}", conversation, sender, body = $"message {i}", sentAt = DateTimeOffset.UnixEpoch.AddSeconds(i + 1) } });
        }

        for (var i = 0; i < 100; i++) lines.Add(new { read = new { conversation = "g", user = $"u{i}", message = "m9000" } });
        var text = string.Join('\n', lines.Select(line => JsonSerializer.Serialize(line)));
        var output = new List<string>();

        commands.Clear();
        Assert.True(await app.Services.GetRequiredService<ImportHistory>().RunAsync(new StringReader(text), output.Add, _ => { }, Cancel), string.Join('\n', output));
        // Only the queries count: on SQLite every row that is written is a command, and no round trip.
        Assert.InRange(commands.All.Count(command => command.Sql.TrimStart().StartsWith("SELECT", StringComparison.Ordinal)), 1, 500);

        var before = await StateAsync(app);
        Assert.True(await app.Services.GetRequiredService<ImportHistory>().RunAsync(new StringReader(text), output.Add, _ => { }, Cancel));
        Assert.Equal("Imported 0 new users and 0 new messages in 301 conversations.", output[^1]);
        Assert.Equal(before, await StateAsync(app));
        await using var db = app.Database.OpenContext();
        Assert.Equal(10_001, await db.Messages.CountAsync(Cancel));
        var group = await db.Conversations.SingleAsync(row => row.Title == "All", Cancel);
        Assert.Equal(5_001, group.LastSequence);
        // 499 came after the one that was read. Every second member wrote ten of them, and the one who wrote the one that was read, nine.
        Assert.Equal([489, 490, 499], (await db.Members.Where(row => row.ConversationId == group.Id).Select(row => row.UnreadCount).Distinct().ToListAsync(Cancel)).Order());
    }

    /// <summary>Lines of which the last characters stand in the file as single bytes, as an old editor writes them.</summary>
    private static byte[][] Latin1InUtf8(IEnumerable<string> lines) =>
        [.. lines.Select(line => line.StartsWith("not UTF-8", StringComparison.Ordinal) ? Encoding.Latin1.GetBytes(line) : Encoding.UTF8.GetBytes(line))];

    private static object Message(string id, string conversation, string sender, string body, int minute, string? replyTo = null) => new
    {
        message = new { id, conversation, sender, body, replyTo, sentAt = string.Create(CultureInfo.InvariantCulture, $"2025-01-31T16:{minute:00}:00+07:00") },
    };

    /// <summary>The real command, on the database of an app that runs meanwhile.</summary>
    private static async Task<string> ImportAsync(TestApp app, int exitCode, object[] lines)
    {
        return await ImportTextAsync(app, exitCode, [.. lines.Select(line => JsonSerializer.SerializeToUtf8Bytes(line))]);
    }

    private static async Task<string> ImportTextAsync(TestApp app, int exitCode, byte[][] lines)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, [.. lines.SelectMany(line => line.Append((byte)'\n'))], Cancel);
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
