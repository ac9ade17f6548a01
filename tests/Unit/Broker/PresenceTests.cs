using System.Text.Json;
using Xunit;

namespace Messaging.Unit.Broker;

public sealed class PresenceTests
{
    [Fact]
    public void Newcomer_gets_the_members_and_the_others_get_the_newcomer()
    {
        using var fixture = new HubFixture();
        var first = fixture.Connect();
        var second = fixture.Connect();
        first.Subscribe("presence-a", """{"user_id":"u1","user_info":{"name":"An"}}""");
        first.Expect("pusher_internal:subscription_succeeded");

        second.Subscribe("presence-a", """{"user_id":2}""");

        var presence = second.ExpectData("pusher_internal:subscription_succeeded").GetProperty("presence");
        Assert.Equal("""{"ids":["u1","2"],"hash":{"u1":{"name":"An"},"2":null},"count":2}""", presence.GetRawText());
        Assert.Equal("""{"user_id":"2","user_info":null}""", first.ExpectData("pusher_internal:member_added").GetRawText());
        second.ExpectNothing();
    }

    [Fact]
    public void Second_connection_of_a_user_is_no_second_member()
    {
        using var fixture = new HubFixture();
        var watcher = fixture.Connect();
        var tab1 = fixture.Connect();
        var tab2 = fixture.Connect();
        watcher.Join("presence-a", "w");
        tab1.Join("presence-a", "u1");
        watcher.Expect("pusher_internal:member_added");

        var joined = tab2.Join("presence-a", "u1");
        tab1.Leave();

        Assert.Equal(2, JsonElement.Parse(joined.GetProperty("data").GetString()!).GetProperty("presence").GetProperty("count").GetInt32());
        watcher.ExpectNothing();

        tab2.Unsubscribe("presence-a");
        Assert.Equal("""{"user_id":"u1"}""", watcher.ExpectData("pusher_internal:member_removed").GetRawText());
        watcher.ExpectNothing();
    }

    [Theory]
    [InlineData("{}", 400)]
    [InlineData("[]", 400)]
    [InlineData("not json", 400)]
    [InlineData("""{"user_id":""}""", 400)]
    [InlineData("""{"user_id":null}""", 400)]
    [InlineData("""{"user_id":{}}""", 400)]
    public void Member_without_an_id_is_refused(string channelData, int status)
    {
        using var fixture = new HubFixture();
        var client = fixture.Connect();

        client.Subscribe("presence-a", channelData);

        Assert.Equal(status, client.ExpectRefusal("presence-a"));
    }

    [Fact]
    public void Members_ids_and_infos_are_limited()
    {
        using var fixture = new HubFixture(options => options.MaxPresenceMembers = 2);
        var clients = Enumerable.Range(0, 4).Select(_ => fixture.Connect()).ToArray();

        clients[0].Subscribe("presence-a", JsonSerializer.Serialize(new { user_id = new string('u', 129) }));
        Assert.Equal(400, clients[0].ExpectRefusal("presence-a"));
        // 1,024 bytes with the quotes, in 3-byte characters.
        clients[0].Subscribe("presence-a", $$"""{"user_id":"u0","user_info":"{{new string('€', 341)}}"}""");
        Assert.Equal(400, clients[0].ExpectRefusal("presence-a"));
        clients[0].Subscribe("presence-a", $$"""{"user_id":"u0","user_info":"{{new string('€', 340)}}xx"}""");
        clients[0].Expect("pusher_internal:subscription_succeeded");

        clients[1].Join("presence-a", "u1");
        clients[2].Join("presence-a", "u1");
        clients[3].Subscribe("presence-a", """{"user_id":"u3"}""");
        Assert.Equal(403, clients[3].ExpectRefusal("presence-a"));
    }

    [Fact]
    public void Signed_in_user_is_the_member_when_there_is_no_channel_data()
    {
        using var fixture = new HubFixture();
        var client = fixture.Connect();

        client.Subscribe("presence-a");
        Assert.Equal(401, client.ExpectRefusal("presence-a"));

        client.SignIn("""{"id":"u1","user_info":{"name":"An"}}""");
        client.Expect("pusher:signin_success");
        client.Subscribe("presence-a");
        var presence = client.ExpectData("pusher_internal:subscription_succeeded").GetProperty("presence");
        Assert.Equal("""{"u1":{"name":"An"}}""", presence.GetProperty("hash").GetRawText());
    }

    [Fact]
    public void Leaving_is_told_at_once_to_members_and_later_to_webhooks()
    {
        using var fixture = new HubFixture();
        var stays = fixture.Connect();
        var leaves = fixture.Connect();
        stays.Join("presence-a", "u1");
        leaves.Join("presence-a", "u2");
        stays.Expect("pusher_internal:member_added");
        Assert.Equal(["channel_occupied presence-a", "member_added presence-a u1", "member_added presence-a u2"], fixture.TakeEvents());

        leaves.Leave();
        stays.Expect("pusher_internal:member_removed");

        fixture.Time.Advance(TimeSpan.FromMilliseconds(2_999));
        Assert.Empty(fixture.TakeEvents());
        fixture.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(["member_removed presence-a u2"], fixture.TakeEvents());
    }

    [Fact]
    public void Reloading_a_page_tells_webhooks_nothing()
    {
        using var fixture = new HubFixture();
        var before = fixture.Connect();
        before.Join("presence-a", "u1");
        fixture.TakeEvents();

        before.Leave();
        fixture.Time.Advance(TimeSpan.FromSeconds(2));
        var after = fixture.Connect();
        after.Join("presence-a", "u1");
        fixture.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(fixture.TakeEvents());

        after.Leave();
        fixture.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(["member_removed presence-a u1", "channel_vacated presence-a"], fixture.TakeEvents());
    }

    [Fact]
    public void Leaving_again_after_a_return_waits_the_whole_time_again()
    {
        using var fixture = new HubFixture();
        var client = fixture.Connect();
        client.Join("news");
        client.Unsubscribe("news");
        fixture.Time.Advance(TimeSpan.FromSeconds(2));
        client.Join("news");
        client.Unsubscribe("news");
        fixture.TakeEvents();

        fixture.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Empty(fixture.TakeEvents());
        fixture.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["channel_vacated news"], fixture.TakeEvents());
        fixture.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Empty(fixture.TakeEvents());
    }
}
