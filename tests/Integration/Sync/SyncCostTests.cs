using Messaging.Application.Sync;
using Messaging.Integration.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Messaging.Integration.Sync;

/// <summary>The number of round trips to the database for each request.</summary>
public sealed class SyncCostTests
{
    [Theory, EachDatabase]
    public async Task Requests_cost_as_many_commands_as_they_must(DatabaseKind database)
    {
        await using var app = await RecordedCommands.StartAppAsync(database);
        Assert.SkipWhen(database == DatabaseKind.SqlServer && !SqlServer.KnowsMerge, "Each row is saved by a command of its own here, because the server lacks MERGE.");
        var commands = app.Services.GetRequiredService<RecordedCommands>();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        var other = await an.OpenAsync(await Person.RegisterAsync(app.Address));
        await an.SendAsync(other, "hello");
        await an.SendManyAsync(conversation, 3);
        var first = (await an.SyncAsync($"conversationId={conversation}")).Is(200);
        var (position, tag) = (SyncCalls.Position(first), first.Header("ETag"));

        // The one that runs all the time: an unchanged poll.
        Assert.Single(await commands.OfAsync(() => an.SyncAsync(position, tag), 304));
        // Heads, rows with their messages, members; messages and cursors of the open conversation. The
        // contacts, whose presence it shows, are kept in memory.
        Assert.InRange((await commands.OfAsync(() => an.SyncAsync($"conversationId={conversation}"), 200)).Count, 1, 5);
        // The user's revision, rows with their messages, members. With a next page, too.
        Assert.InRange((await commands.OfAsync(() => an.Api.GetAsync("/api/v1/conversations"), 200)).Count, 1, 3);
        Assert.InRange((await commands.OfAsync(() => an.Api.GetAsync("/api/v1/conversations?limit=1"), 200)).Count, 1, 3);
        // Membership and the page.
        Assert.InRange((await commands.OfAsync(() => an.ListMessagesAsync(conversation), 200)).Count, 1, 2);
        // Sending and reading go around EF Core: the statements of all that wait are two commands and a commit.
        Assert.Empty(await commands.OfAsync(() => binh.TrySendAsync(conversation, "hello"), 201));
        Assert.Empty(await commands.OfAsync(() => an.Api.PutAsync($"/api/v1/conversations/{conversation}/read", new { sequence = 4 }), 200));
    }

    [Fact]
    public async Task Two_hundred_polls_that_wait_leave_the_database_alone()
    {
        await using var app = await RecordedCommands.StartAppAsync(DatabaseKind.Sqlite);
        var commands = app.Services.GetRequiredService<RecordedCommands>();
        var signal = app.Services.GetRequiredService<SyncSignal>();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        var position = await an.PositionAsync(conversation);
        var polls = Enumerable.Range(0, 200).Select(_ => an.SyncAsync($"{position}&wait=25")).ToArray();
        await Eventually.HoldsAsync("all polls have looked, with one command each, and wait", () => signal.Waiting == 200
            && commands.All.Count(command => command.Path == "/api/v1/sync") - ReadsOfPosition == 200);

        commands.Clear();
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);

        Assert.Empty(commands.OfRequests);
        Assert.DoesNotContain(polls, poll => poll.IsCompleted);
        await binh.SendAsync(conversation, "hello all");
        foreach (var poll in polls) Assert.Equal(["hello all"], (await poll).Is(200).Messages().Bodies());
        Assert.Equal(0, signal.Waiting);
    }

    /// <summary>The cost of the first <see cref="SyncCalls.PositionAsync"/>: heads, contacts, rows, members, messages, cursors.</summary>
    private const int ReadsOfPosition = 6;
}
