using Xunit;

namespace Messaging.Unit.Broker;

public sealed class UserTests
{
    [Fact]
    public void Sign_in_is_confirmed_with_the_data_as_text()
    {
        using var fixture = new HubFixture();
        var client = fixture.Connect();

        client.SignIn("""{"id":"u1","name":"An"}""");

        Assert.Equal("""{"id":"u1","name":"An"}""", client.ExpectData("pusher:signin_success").GetProperty("user_data").GetString());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"id":""}""")]
    [InlineData("""{"id":"a b"}""")]
    [InlineData("""{"id":"a#b"}""")]
    [InlineData("no json")]
    public void Bad_user_data_is_an_error(string userData)
    {
        using var fixture = new HubFixture();
        var client = fixture.Connect();

        client.SignIn(userData);

        Assert.NotNull(client.ExpectError());
        Assert.Null(client.Connection.User);
    }

    [Fact]
    public void Wrong_signature_is_an_error()
    {
        using var fixture = new HubFixture();
        var client = fixture.Connect();

        client.Send(new { @event = "pusher:signin", data = new { auth = "key:00", user_data = """{"id":"u1"}""" } });

        Assert.NotNull(client.ExpectError());
        Assert.Null(client.Connection.User);
    }

    [Fact]
    public void A_connection_has_one_user()
    {
        using var fixture = new HubFixture();
        var client = fixture.Connect();
        client.SignIn("""{"id":"u1"}""");
        client.Expect("pusher:signin_success");

        client.SignIn("""{"id":"u2"}""");
        Assert.NotNull(client.ExpectError());
        client.SignIn("""{"id":"u1"}""");
        client.Expect("pusher:signin_success");

        Assert.Equal("u1", client.Connection.User!.Id);
    }

    [Fact]
    public void User_channel_is_for_its_user_only()
    {
        using var fixture = new HubFixture();
        var client = fixture.Connect();

        client.Subscribe("#server-to-user-u1");
        Assert.Equal(403, client.ExpectRefusal("#server-to-user-u1"));
        client.SignIn("""{"id":"u1"}""");
        client.Expect("pusher:signin_success");
        client.Subscribe("#server-to-user-u2");
        Assert.Equal(403, client.ExpectRefusal("#server-to-user-u2"));
        client.Join("#server-to-user-u1");

        fixture.Hub.Publish([new("hello", "x", ["#server-to-user-u1"]), new("other", "x", ["#server-to-user-u2"])]);
        client.Expect("hello");
        client.ExpectNothing();
        Assert.Empty(fixture.Hub.GetChannels(""));
        Assert.Empty(fixture.TakeEvents());
    }

    [Fact]
    public void Watchlist_tells_who_is_online_and_then_each_change_once()
    {
        using var fixture = new HubFixture();
        var friend1 = fixture.Connect();
        friend1.SignIn("""{"id":"f"}""");
        var watcher = fixture.Connect();

        watcher.SignIn("""{"id":"w","watchlist":["f","g"]}""");
        watcher.Expect("pusher:signin_success");
        Assert.Equal("""[{"name":"online","user_ids":["f"]},{"name":"offline","user_ids":["g"]}]""", Events(watcher));

        var friend2 = fixture.Connect();
        friend2.SignIn("""{"id":"f"}""");
        friend1.Leave();
        watcher.ExpectNothing();
        friend2.Leave();
        Assert.Equal("""[{"name":"offline","user_ids":["f"]}]""", Events(watcher));
        fixture.Connect().SignIn("""{"id":"g"}""");
        Assert.Equal("""[{"name":"online","user_ids":["g"]}]""", Events(watcher));

        static string Events(TestConnection client) =>
            client.ExpectData("pusher_internal:watchlist_events").GetProperty("events").GetRawText();
    }

    [Fact]
    public void Too_long_a_watchlist_is_cut_with_4302()
    {
        using var fixture = new HubFixture(options => options.MaxWatchlistLength = 2);
        var watcher = fixture.Connect();

        watcher.SignIn("""{"id":"w","watchlist":["a","b","c"]}""");

        watcher.Expect("pusher:signin_success");
        Assert.Equal(4302, watcher.ExpectError());
        Assert.Equal("""[{"name":"offline","user_ids":["a","b"]}]""",
            watcher.ExpectData("pusher_internal:watchlist_events").GetProperty("events").GetRawText());
        fixture.Connect().SignIn("""{"id":"c"}""");
        watcher.ExpectNothing();
    }

    [Fact]
    public void Watcher_who_has_gone_is_told_nothing()
    {
        using var fixture = new HubFixture();
        var watcher = fixture.Connect();
        watcher.SignIn("""{"id":"w","watchlist":["f"]}""");
        watcher.Expect("pusher:signin_success");
        watcher.Expect("pusher_internal:watchlist_events");
        watcher.Leave();

        fixture.Connect().SignIn("""{"id":"f"}""");

        watcher.ExpectNothing();
    }

    [Fact]
    public async Task Terminating_closes_the_users_connections_with_4009()
    {
        using var fixture = new HubFixture();
        var tab1 = fixture.Connect();
        var tab2 = fixture.Connect();
        var other = fixture.Connect();
        tab1.SignIn("""{"id":"u1"}""");
        tab2.SignIn("""{"id":"u1"}""");
        other.SignIn("""{"id":"u2"}""");

        fixture.Hub.Terminate("u1");

        Assert.Equal(4009, await tab1.CloseCodeAsync());
        Assert.Equal(4009, await tab2.CloseCodeAsync());
        Assert.False(other.IsClosing);
    }

    [Fact]
    public void Distinct_watchlist_entries_count_once()
    {
        using var fixture = new HubFixture();
        var watcher = fixture.Connect();

        watcher.SignIn("""{"id":"w","watchlist":["f","f"]}""");

        watcher.Expect("pusher:signin_success");
        Assert.Equal("""[{"name":"offline","user_ids":["f"]}]""",
            watcher.ExpectData("pusher_internal:watchlist_events").GetProperty("events").GetRawText());
    }
}
