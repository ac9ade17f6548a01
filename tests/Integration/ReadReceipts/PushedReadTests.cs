using System.Text.Json;
using Messaging.Integration.Support;
using Messaging.Integration.Sync;
using Xunit;

namespace Messaging.Integration.ReadReceipts;

/// <summary>The events that are pushed when a user reads, and their recipients.</summary>
public sealed class PushedReadTests : IAsyncLifetime
{
    private TestApp _app = null!;
    private RecordingPublisher _push = null!;

    public async ValueTask InitializeAsync() => (_app, _push) = await RecordingPublisher.StartAppAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Reading_is_told_in_the_chat_and_to_the_rows_of_both_sides()
    {
        var (an, binh, conversation) = await Person.PairAsync(_app.Address);
        await an.SendManyAsync(conversation, 2);

        (await binh.MarkReadAsync(conversation, 2)).Is(200);

        var read = Assert.Single(await ReadsAsync(conversation));
        Assert.Equal($"presence-chat-{conversation}", read.Channel);
        Assert.Equal(3, read.Data.GetProperty("revision").GetInt32());
        Assert.Equal((binh.Id, 2), (read.Data.GetProperty("userId").GetString(), read.Data.GetProperty("lastReadSequence").GetInt32()));
        Assert.NotEqual(default, read.Data.GetProperty("readAt").GetDateTimeOffset());
        await Eventually.HoldsAsync("An's row is pushed", async () => LastRowOf(an) == (await an.RowAsync(conversation)).GetRawText());
        await Eventually.HoldsAsync("Binh's row is pushed", async () => LastRowOf(binh) == (await binh.RowAsync(conversation)).GetRawText());
    }

    [Fact]
    public async Task Hidden_reading_is_told_to_nobody_else_and_leaves_no_gap()
    {
        var (an, binh, conversation) = await Person.PairAsync(_app.Address);
        await binh.HideAsync("readReceipts");
        await an.SendAsync(conversation, "one");
        (await binh.MarkReadAsync(conversation, 1)).Is(200);

        var two = await an.SendAsync(conversation, "two");

        Assert.Equal(2, two.GetProperty("revision").GetInt32());
        await Eventually.HoldsAsync("the second message is pushed", () => _push.Events.Count(pushed => pushed.Name == "new-message") == 2);
        Assert.DoesNotContain(_push.Events, pushed => pushed.Name == "message-read");
    }

    [Fact]
    public async Task In_a_group_every_member_gets_the_revision_once_and_only_who_shares_gets_the_cursor()
    {
        var (an, binh, _) = await Person.PairAsync(_app.Address);
        var hider = await Person.RegisterAsync(_app.Address);
        await hider.HideAsync("readReceipts");
        var group = await an.OpenGroupAsync("Team", binh, hider);
        // Changes to the group don't count as unread.
        await an.SendAsync(group, "hello");

        (await binh.MarkReadAsync(group, 2)).Is(200);
        await Eventually.HoldsAsync("everyone is told", () => Reads(group).Length >= 3);

        // In the chat channel, which all are in, it would be seen by who may not see it.
        Assert.Equal(
            new[] { an, binh, hider }.Select(person => $"presence-user-{person.Id}").Order(StringComparer.Ordinal),
            (await ReadsAsync(group)).Select(read => read.Channel).Order(StringComparer.Ordinal));
        Assert.All(Reads(group), read => Assert.Equal(3, read.Data.GetProperty("revision").GetInt32()));
        Assert.All(Reads(group), read => Assert.Equal(read.Channel == $"presence-user-{hider.Id}", !read.Data.TryGetProperty("lastReadSequence", out _)));
        Assert.DoesNotContain(binh.Id, Reads(group).Single(read => read.Channel == $"presence-user-{hider.Id}").Data.GetRawText(), StringComparison.Ordinal);
    }

    private string? LastRowOf(Person person) => _push.Events
        .LastOrDefault(pushed => pushed.Channel == $"presence-user-{person.Id}" && pushed.Name == "conversation-updated") is { } last
            ? JsonSerializer.Deserialize<JsonElement>(last.Data).GetProperty("conversation").GetRawText()
            : null;

    private async Task<(string Channel, JsonElement Data)[]> ReadsAsync(string conversation)
    {
        await Eventually.HoldsAsync("the reading is pushed", () => Reads(conversation).Length > 0);
        return Reads(conversation);
    }

    private (string Channel, JsonElement Data)[] Reads(string conversation) =>
    [
        .. _push.Events.Where(pushed => pushed.Name == "message-read").Select(pushed => (pushed.Channel, JsonSerializer.Deserialize<JsonElement>(pushed.Data)))
            .Where(read => read.Item2.GetProperty("conversationId").GetString() == conversation),
    ];
}
