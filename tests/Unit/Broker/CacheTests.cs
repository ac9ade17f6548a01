using Xunit;

namespace Messaging.Unit.Broker;

public sealed class CacheTests
{
    [Theory]
    [InlineData("cache-a")]
    [InlineData("private-cache-a")]
    [InlineData("private-encrypted-cache-a")]
    public void Subscriber_gets_the_last_event_or_a_miss(string channel)
    {
        using var fixture = new HubFixture();
        var early = fixture.Connect();
        early.Join(channel);
        Assert.Equal(channel, early.Expect("pusher:cache_miss").GetProperty("channel").GetString());

        fixture.Hub.Publish([new("first", "1", [channel]), new("second", "2", [channel])]);

        var late = fixture.Connect();
        late.Join(channel);
        Assert.Equal("2", late.Expect("second").GetProperty("data").GetString());
        late.ExpectNothing();
    }

    [Fact]
    public void Other_channels_cache_nothing()
    {
        using var fixture = new HubFixture();
        fixture.Hub.Publish([new("e", "1", ["news"]), new("e", "1", ["my-cache-a"])]);
        var client = fixture.Connect();

        client.Join("news");
        client.Join("my-cache-a");

        client.ExpectNothing();
    }

    [Fact]
    public void Presence_cache_has_members_and_a_cache()
    {
        using var fixture = new HubFixture();
        fixture.Hub.Publish([new("e", "1", ["presence-cache-a"])]);
        var client = fixture.Connect();

        client.Join("presence-cache-a", "u1");

        client.Expect("e");
        Assert.Equal(["u1"], fixture.Hub.GetMembers("presence-cache-a"));
    }

    [Fact]
    public void Client_events_are_not_cached()
    {
        using var fixture = new HubFixture();
        var one = fixture.Connect();
        one.Join("private-cache-a");
        one.Expect("pusher:cache_miss");
        one.SendClientEvent("private-cache-a");
        var two = fixture.Connect();

        two.Join("private-cache-a");

        two.Expect("pusher:cache_miss");
    }

    [Fact]
    public void Cache_outlives_its_subscribers_and_not_its_time()
    {
        using var fixture = new HubFixture();
        fixture.Hub.Publish([new("e", "1", ["cache-a"])]);
        var client = fixture.Connect();
        client.Join("cache-a");
        client.Expect("e");
        client.Unsubscribe("cache-a");

        fixture.Time.Advance(TimeSpan.FromSeconds(1_799));
        client.Join("cache-a");
        client.Expect("e");
        Assert.Equal(("1", 1), (fixture.Hub.GetChannel("cache-a").CachedData, fixture.Hub.GetChannel("cache-a").CachedForSeconds));
        client.Unsubscribe("cache-a");
        fixture.Time.Advance(TimeSpan.FromSeconds(1));
        client.Join("cache-a");
        client.Expect("pusher:cache_miss");
    }

    [Fact]
    public void Miss_is_told_to_webhooks_once_until_the_cache_is_filled()
    {
        using var fixture = new HubFixture(options => options.CacheSeconds = 10);
        var clients = Enumerable.Range(0, 4).Select(_ => fixture.Connect()).ToArray();

        clients[0].Join("cache-a");
        clients[1].Join("cache-a");
        Assert.Equal(["channel_occupied cache-a", "cache_miss cache-a"], fixture.TakeEvents());
        fixture.Hub.Publish([new("e", "1", ["cache-a"])]);
        clients[2].Join("cache-a");
        Assert.Empty(fixture.TakeEvents());
        fixture.Time.Advance(TimeSpan.FromSeconds(10));
        clients[3].Join("cache-a");
        Assert.Equal(["cache_miss cache-a"], fixture.TakeEvents());
    }

    [Fact]
    public void Number_of_cached_events_is_limited()
    {
        using var fixture = new HubFixture(options => options.MaxCachedEvents = 2);
        foreach (var name in new[] { "cache-a", "cache-b", "cache-c" })
        {
            fixture.Hub.Publish([new("e", "1", [name])]);
            fixture.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Null(fixture.Hub.GetChannel("cache-a").CachedData);
        Assert.Equal("1", fixture.Hub.GetChannel("cache-b").CachedData);
        Assert.Equal("1", fixture.Hub.GetChannel("cache-c").CachedData);
    }
}
