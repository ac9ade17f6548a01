using System.Text.Json;
using CsCheck;
using Xunit;

namespace Messaging.Unit.Broker;

/// <summary>
/// Clients come, join, leave and go in any order. What the members see, what webhooks tell and what the
/// HTTP API would answer have to agree with a model that is too simple to be wrong.
/// </summary>
public sealed class AnyOrderTests
{
    private const int Slots = 5;
    private static readonly string[] Channels = ["presence-a", "presence-b", "news", "private-x"];

    private enum Act
    {
        Subscribe,
        Unsubscribe,
        Reconnect,
        Wait,
    }

    [Fact]
    public void Everyone_agrees_on_who_is_where() =>
        Gen.Select(Gen.Enum<Act>(), Gen.Int[0, Slots - 1], Gen.Int[0, Channels.Length - 1], Gen.Int[0, 5_000])
            .Array[1, 80]
            .Sample(Play, iter: 150);

    private static void Play((Act Act, int Slot, int Channel, int Milliseconds)[] steps)
    {
        using var fixture = new HubFixture();
        var watcher = fixture.Connect();
        watcher.Join("presence-a", "watcher");
        var seen = new HashSet<string> { "watcher" };
        var told = new HashSet<string>();
        var clients = Enumerable.Range(0, Slots).Select(_ => fixture.Connect()).ToArray();
        var model = new HashSet<(int Slot, string Channel)>();

        foreach (var (act, slot, index, milliseconds) in steps)
        {
            var channel = Channels[index];
            switch (act)
            {
                case Act.Subscribe:
                    clients[slot].Subscribe(channel, channel.StartsWith("presence-", StringComparison.Ordinal) ? $$"""{"user_id":"{{UserOf(slot)}}"}""" : null);
                    model.Add((slot, channel));
                    break;
                case Act.Unsubscribe:
                    clients[slot].Unsubscribe(channel);
                    model.Remove((slot, channel));
                    break;
                case Act.Reconnect:
                    clients[slot].Leave();
                    clients[slot] = fixture.Connect();
                    model.RemoveWhere(item => item.Slot == slot);
                    break;
                default:
                    fixture.Time.Advance(TimeSpan.FromMilliseconds(milliseconds));
                    break;
            }

            Follow(watcher, seen);
            Hear(fixture, told);
            Assert.Equal(Members("presence-a"), seen.Order());
            foreach (var each in Channels)
            {
                Assert.Equal(model.Count(item => item.Channel == each) + (each == "presence-a" ? 1 : 0), fixture.Hub.GetChannel(each).SubscriptionCount);
                if (each.StartsWith("presence-", StringComparison.Ordinal))
                    Assert.Equal(Members(each), fixture.Hub.GetMembers(each).Order());
            }
        }

        // Once the delay of leaving is over, webhooks have told the truth, each change once.
        fixture.Time.Advance(TimeSpan.FromSeconds(3));
        Hear(fixture, told);
        var truth = Channels.SelectMany(each => Members(each).Select(user => $"{each} {user}"))
            .Concat(model.Select(item => item.Channel).Append("presence-a").Distinct());
        Assert.Equal(truth.Order(), told.Order());

        IEnumerable<string> Members(string channel) => channel.StartsWith("presence-", StringComparison.Ordinal)
            ? model.Where(item => item.Channel == channel).Select(item => UserOf(item.Slot))
                .Concat(channel == "presence-a" ? ["watcher"] : []).Distinct().Order()
            : [];
    }

    /// <summary>Two connections belong to the same user.</summary>
    private static string UserOf(int slot) => $"u{Math.Max(1, slot)}";

    private static void Follow(TestConnection watcher, HashSet<string> seen)
    {
        while (watcher.Connection.Outgoing.TryRead(out var bytes))
        {
            var frame = JsonElement.Parse(bytes);
            var userId = JsonElement.Parse(frame.GetProperty("data").GetString()!).GetProperty("user_id").GetString()!;
            Assert.True(frame.GetProperty("event").GetString() == "pusher_internal:member_added" ? seen.Add(userId) : seen.Remove(userId));
        }
    }

    private static void Hear(HubFixture fixture, HashSet<string> told)
    {
        foreach (var text in fixture.TakeEvents())
        {
            var (name, what) = (text.Split(' ')[0], text[(text.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
            Assert.True(name is "member_added" or "channel_occupied" ? told.Add(what) : told.Remove(what), $"told twice: {text}");
        }
    }
}
