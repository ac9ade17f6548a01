using System.Text.Json;
using Xunit;

namespace Messaging.Integration.Broker;

public sealed class HttpApiTests
{
    [Fact]
    public async Task Event_reaches_every_channel_but_not_the_excluded_connection()
    {
        await using var server = await BrokerServer.StartAsync();
        await using var sender = await server.ConnectAsync();
        await using var other = await server.ConnectAsync();
        await sender.JoinAsync("a");
        await other.JoinAsync("a");
        await other.JoinAsync("b");

        var (status, body) = await server.PostAsync("/events", $$$"""{"name":"hello","channels":["a","b","a"],"data":"{\"x\":\"ü€\"}","socket_id":"{{{sender.SocketId}}}"}""");

        Assert.Equal((200, "{}"), (status, body));
        var onA = await other.ReceiveAsync("hello");
        Assert.Equal(("a", """{"x":"ü€"}"""), (onA.GetProperty("channel").GetString(), onA.GetProperty("data").GetString()));
        Assert.Equal("b", (await other.ReceiveAsync("hello")).GetProperty("channel").GetString());
        await other.AssertNothingAsync();
        await sender.AssertNothingAsync();
    }

    [Fact]
    public async Task Batch_keeps_its_order_and_excludes_per_event()
    {
        await using var server = await BrokerServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await client.JoinAsync("a");
        var batch = Enumerable.Range(0, 10).Select(i => new { name = $"e{i}", channel = "a", data = $"{i}", socket_id = i == 4 ? client.SocketId : null });

        var answer = await server.PostAsync("/batch_events", JsonSerializer.Serialize(new { batch }));

        Assert.Equal((200, "{}"), answer);
        foreach (var i in Enumerable.Range(0, 10).Where(i => i != 4))
            await client.ReceiveAsync($"e{i}");
    }

    [Fact]
    public async Task Events_answer_with_the_info_that_fits_each_channel()
    {
        await using var server = await BrokerServer.StartAsync();
        await using var one = await server.ConnectAsync();
        await using var two = await server.ConnectAsync();
        await one.JoinAsync("presence-a", "u1");
        await two.JoinAsync("presence-a", "u1");
        await two.JoinAsync("b");

        var (_, events) = await server.PostAsync("/events", """{"name":"x","channels":["presence-a","b","c"],"data":"","info":"user_count,subscription_count"}""");
        var (_, batch) = await server.PostAsync("/batch_events", """{"batch":[{"name":"x","channel":"presence-a","data":"","info":"user_count"},{"name":"x","channel":"b","data":""}]}""");

        Assert.Equal("""{"channels":{"presence-a":{"user_count":1,"subscription_count":2},"b":{"subscription_count":1},"c":{"subscription_count":0}}}""", events);
        Assert.Equal("""{"batch":[{"user_count":1},{}]}""", batch);
    }

    [Fact]
    public async Task Channels_lists_what_is_occupied()
    {
        await using var server = await BrokerServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await client.JoinAsync("presence-a", "u1");
        await client.JoinAsync("news");

        Assert.Equal("""{"channels":{"news":{},"presence-a":{}}}""", (await server.GetAsync("/channels")).Body);
        Assert.Equal("""{"channels":{"presence-a":{"user_count":1}}}""",
            (await server.GetAsync("/channels", new() { ["filter_by_prefix"] = "presence-", ["info"] = "user_count" })).Body);
        Assert.Equal(400, (await server.GetAsync("/channels", new() { ["info"] = "user_count" })).Status);
        Assert.Equal(400, (await server.GetAsync("/channels", new() { ["info"] = "nonsense" })).Status);
    }

    [Fact]
    public async Task Channel_tells_its_state_and_its_users()
    {
        await using var server = await BrokerServer.StartAsync();
        await using var one = await server.ConnectAsync();
        await using var two = await server.ConnectAsync();
        await one.JoinAsync("presence-a", "u1");
        await two.JoinAsync("presence-a", "u2");

        Assert.Equal("""{"occupied":true,"user_count":2,"subscription_count":2}""",
            (await server.GetAsync("/channels/presence-a", new() { ["info"] = "user_count,subscription_count" })).Body);
        Assert.Equal("""{"occupied":false}""", (await server.GetAsync("/channels/nobody")).Body);
        Assert.Equal("""{"users":[{"id":"u1"},{"id":"u2"}]}""", (await server.GetAsync("/channels/presence-a/users")).Body);
        Assert.Equal("""{"users":[]}""", (await server.GetAsync("/channels/presence-empty/users")).Body);
        Assert.Equal(400, (await server.GetAsync("/channels/news/users")).Status);
        Assert.Equal(400, (await server.GetAsync("/channels/news", new() { ["info"] = "user_count" })).Status);
        Assert.Equal(400, (await server.GetAsync("/channels/news", new() { ["info"] = "cache" })).Status);
    }

    [Fact]
    public async Task Data_is_limited_by_its_bytes_not_its_characters()
    {
        await using var server = await BrokerServer.StartAsync();
        var fits = new string('€', 10_240 / 3) + "x";
        var tooLarge = fits + "x";

        Assert.Equal(200, await PostDataAsync(fits));
        Assert.Equal(413, await PostDataAsync(tooLarge));
        Assert.Equal(413, (await server.PostAsync("/batch_events", JsonSerializer.Serialize(new { batch = new[] { new { name = "a", channel = "b", data = tooLarge } } }))).Status);

        async Task<int> PostDataAsync(string data) =>
            (await server.PostAsync("/events", JsonSerializer.Serialize(new { name = "a", channel = "b", data }))).Status;
    }

    [Fact]
    public async Task A_body_over_the_limit_is_413()
    {
        await using var server = await BrokerServer.StartAsync(options => options.MaxRequestBytes = 1000);

        Assert.Equal(413, (await server.PostAsync("/events", JsonSerializer.Serialize(new { name = "a", channel = "b", data = new string('x', 1000) }))).Status);
    }

    [Theory]
    [InlineData("/events", "not json")]
    [InlineData("/events", "[]")]
    [InlineData("/events", """{"channel":"b","data":"x"}""")]
    [InlineData("/events", """{"name":"","channel":"b","data":"x"}""")]
    [InlineData("/events", """{"name":"a","channel":"b"}""")]
    [InlineData("/events", """{"name":"a","channel":"b","data":{"x":1}}""")]
    [InlineData("/events", """{"name":"a","data":"x"}""")]
    [InlineData("/events", """{"name":"a","channels":[],"data":"x"}""")]
    [InlineData("/events", """{"name":"a","channels":[1],"data":"x"}""")]
    [InlineData("/events", """{"name":"a","channel":"not allowed","data":"x"}""")]
    [InlineData("/events", """{"name":"a","channel":"b","data":"x","socket_id":"1.2:private-x"}""")]
    [InlineData("/events", """{"name":"a","channel":"b","data":"x","socket_id":"1.2\n"}""")]
    [InlineData("/events", """{"name":"a","channel":"b","data":"x","info":"nonsense"}""")]
    [InlineData("/events", """{"name":"a","channel":"b","data":"\ud800"}""")]
    [InlineData("/events", """{"name":"pusher:error","channel":"b","data":"x"}""")]
    [InlineData("/events", """{"name":"a","channels":["private-encrypted-a","b"],"data":"x"}""")]
    [InlineData("/batch_events", """{"batch":{}}""")]
    [InlineData("/batch_events", """{"batch":[]}""")]
    [InlineData("/batch_events", """{"batch":[1]}""")]
    public async Task What_is_not_acceptable_is_400_with_a_message(string path, string body)
    {
        await using var server = await BrokerServer.StartAsync();

        var (status, message) = await server.PostAsync(path, body);

        Assert.Equal(400, status);
        Assert.NotEmpty(message);
    }

    [Fact]
    public async Task Counts_and_lengths_have_limits()
    {
        await using var server = await BrokerServer.StartAsync();

        Assert.Equal(200, await PostAsync(new { name = new string('n', 200), channels = Names(100), data = "" }));
        Assert.Equal(400, await PostAsync(new { name = new string('n', 201), channels = Names(1), data = "" }));
        Assert.Equal(400, await PostAsync(new { name = "n", channels = Names(101), data = "" }));
        Assert.Equal(200, await PostAsync(new { name = "n", channel = new string('c', 164), data = "" }));
        Assert.Equal(400, await PostAsync(new { name = "n", channel = new string('c', 165), data = "" }));
        Assert.Equal(400, (await server.PostAsync("/batch_events", JsonSerializer.Serialize(
            new { batch = Names(11).Select(name => new { name, channel = name, data = "" }) }))).Status);

        async Task<int> PostAsync(object body) => (await server.PostAsync("/events", JsonSerializer.Serialize(body))).Status;
        static IEnumerable<string> Names(int count) => Enumerable.Range(0, count).Select(i => $"c{i}");
    }

    [Fact]
    public async Task One_bad_event_refuses_the_whole_batch()
    {
        await using var server = await BrokerServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await client.JoinAsync("a");

        var (status, _) = await server.PostAsync("/batch_events", """{"batch":[{"name":"good","channel":"a","data":""},{"name":"bad","channel":"not allowed","data":""}]}""");

        Assert.Equal(400, status);
        await client.AssertNothingAsync();
    }

    [Theory]
    [InlineData("auth_key", "other")]
    [InlineData("auth_signature", "0000")]
    [InlineData("auth_version", "2.0")]
    [InlineData("auth_timestamp", "soon")]
    [InlineData("body_md5", "0cc175b9c0f1b6a831c399e269772661")]
    [InlineData("added", "1")]
    public async Task A_changed_parameter_is_401(string parameter, string value)
    {
        await using var server = await BrokerServer.StartAsync();

        var (status, message) = await server.CallAsync(HttpMethod.Post, "/events", """{"name":"a","channel":"b","data":""}""",
            tamper: parameters => parameters[parameter] = value);

        Assert.Equal(401, status);
        Assert.DoesNotContain(BrokerServer.Secret, message);
    }

    [Theory]
    [InlineData("auth_key")]
    [InlineData("auth_signature")]
    [InlineData("auth_version")]
    [InlineData("auth_timestamp")]
    [InlineData("body_md5")]
    public async Task A_missing_parameter_is_401(string parameter)
    {
        await using var server = await BrokerServer.StartAsync();

        Assert.Equal(401, (await server.CallAsync(HttpMethod.Post, "/events", """{"name":"a","channel":"b","data":""}""",
            tamper: parameters => parameters.Remove(parameter))).Status);
    }

    [Theory]
    [InlineData(-590, 200)]
    [InlineData(590, 200)]
    [InlineData(-610, 401)]
    [InlineData(610, 401)]
    [InlineData(-1_000_000_000_000_000, 401)]
    [InlineData(long.MaxValue / 2, 401)]
    public async Task A_timestamp_counts_for_ten_minutes(long offsetSeconds, int expected)
    {
        await using var server = await BrokerServer.StartAsync();
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

        Assert.Equal(expected, (await server.CallAsync(HttpMethod.Get, "/channels", timestamp: now + offsetSeconds)).Status);
    }

    [Fact]
    public async Task Another_app_and_another_path_are_404()
    {
        await using var server = await BrokerServer.StartAsync();

        Assert.Equal(404, (await server.CallAsync(HttpMethod.Get, "/channels", appId: "other")).Status);
        Assert.Equal(404, (await server.GetAsync("/nothing")).Status);
    }

    [Fact]
    public async Task Signature_holds_under_a_path_base_and_with_escaped_characters()
    {
        await using var server = await BrokerServer.StartAsync(pathBase: "/chat");

        Assert.Equal(200, (await server.CallAsync(HttpMethod.Get, "/channels/a@b", prefix: "/chat")).Status);
        Assert.Equal(200, (await server.CallAsync(HttpMethod.Get, "/channels/a%40b", prefix: "/chat")).Status);
    }

    [Fact]
    public async Task Terminating_closes_connections_that_signed_in_or_joined_as_the_user_and_no_others()
    {
        await using var server = await BrokerServer.StartAsync();
        await using var signedIn = await server.ConnectAsync();
        await using var member = await server.ConnectAsync();
        await signedIn.SignInAsync("""{"id":"u1"}""");
        await signedIn.ReceiveAsync("pusher:signin_success");
        await using var other = await server.ConnectAsync();
        await other.JoinAsync("presence-a", "u2");
        await member.JoinAsync("presence-a", "u1");
        await other.ReceiveAsync("pusher_internal:member_added");

        Assert.Equal((200, "{}"), await server.PostAsync("/users/u1/terminate_connections", "{}"));

        Assert.Equal(4009, await signedIn.ReceiveCloseAsync());
        Assert.Equal(4009, await member.ReceiveCloseAsync());
        await other.ReceiveAsync("pusher_internal:member_removed");
        await other.AssertNothingAsync();
    }
}
