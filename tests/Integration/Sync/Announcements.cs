using System.Text.Json;
using Messaging.Application.Realtime;
using Messaging.Integration.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Messaging.Integration.Sync;

/// <summary>Everything that was pushed in one story.</summary>
internal sealed class Announcements(ChatWorld world, IReadOnlyList<RecordingPublisher.Entry> entries)
{
    private readonly (string Channel, string Name, JsonElement Data)[] _events =
    [
        .. entries.Select(entry => entry.Event).OfType<RealtimeEvent>().Select(pushed => (pushed.Channel, pushed.Name, JsonSerializer.Deserialize<JsonElement>(pushed.Data))),
    ];

    public async Task AssertCompleteAndDiscreetAsync()
    {
        foreach (var person in world.People)
        {
            await AssertRowsAsync(person);
            foreach (var place in world.Places) await AssertConversationAsync(person, place);
        }
    }

    /// <summary>Each of the user's revisions is announced to the user, once; and nothing after they were taken out.</summary>
    private async Task AssertRowsAsync(Person person)
    {
        var rows = _events.Where(pushed => pushed.Channel == Channels.UserPrefix + person.Id && pushed.Name == "conversation-updated").Select(pushed => pushed.Data)
            .OrderBy(Revision).ToArray();
        var last = await world.QueryAsync(db => db.Users.Where(user => user.UserName == person.UserName).Select(user => user.Revision).SingleAsync());
        Assert.Equal(Upto(last), rows.Select(Revision));

        var left = new HashSet<string>();
        foreach (var row in rows.Select(row => row.GetProperty("conversation")))
        {
            if (row.GetProperty("left").GetBoolean())
            {
                Assert.Equal(JsonValueKind.Null, row.GetProperty("lastMessage").ValueKind);
                Assert.Empty(row.GetProperty("members").EnumerateArray());
                Assert.True(left.Add(row.Id()), "Who had left heard of the group again.");
                continue;
            }

            Assert.Contains(row.GetProperty("members").EnumerateArray(), member => member.GetProperty("userId").GetString() == person.Id);
            if (!left.Remove(row.Id())) continue;
            var change = row.GetProperty("lastMessage").GetProperty("change");
            Assert.Equal("membersAdded", change.GetProperty("type").GetString());
            Assert.Contains(change.GetProperty("userIds").EnumerateArray(), id => id.GetString() == person.Id);
        }
    }

    /// <summary>A member all along gets each of the conversation's revisions once; a stranger gets none.</summary>
    private async Task AssertConversationAsync(Person person, string place)
    {
        var inChat = _events.Where(pushed => pushed.Channel == Channels.ChatPrefix + place).Select(pushed => pushed.Data).ToArray();
        var personal = _events.Where(pushed => pushed.Channel == Channels.UserPrefix + person.Id && pushed.Name == "message-read").Select(pushed => pushed.Data)
            .Where(read => read.GetProperty("conversationId").GetString() == place).ToArray();
        var isMember = (await person.Api.GetAsync($"/api/v1/conversations/{place}")).Status == 200;
        var hasMoved = inChat.Any(data => data.TryGetProperty("message", out var message) && message.TryGetProperty("change", out var change)
            && change.ValueKind == JsonValueKind.Object && change.GetProperty("type").GetString() != "created"
            && change.GetProperty("userIds").EnumerateArray().Any(id => id.GetString() == person.Id) && change.GetProperty("type").GetString() != "ownerChanged");
        if (hasMoved) return;

        if (isMember)
        {
            var last = await world.QueryAsync(db => db.Conversations.Where(conversation => conversation.Id == new Domain.Common.ConversationId(Guid.Parse(place)))
                .Select(conversation => conversation.Revision).SingleAsync());
            Assert.Equal(Upto(last), inChat.Concat(personal).SelectMany(Revisions).Order());
            return;
        }

        Assert.DoesNotContain(_events, pushed => pushed.Channel == Channels.UserPrefix + person.Id && pushed.Data.GetRawText().Contains(place, StringComparison.Ordinal));
    }

    private static long Revision(JsonElement data) => data.GetProperty("revision").GetInt64();

    // Reactions that were gathered have one revision each.
    private static IEnumerable<long> Revisions(JsonElement data) =>
        Enumerable.Range(0, data.TryGetProperty("reacted", out var reacted) ? reacted.GetArrayLength() : 1).Select(back => Revision(data) - back);

    private static IEnumerable<long> Upto(long last) => Enumerable.Range(1, (int)last).Select(revision => (long)revision);
}
