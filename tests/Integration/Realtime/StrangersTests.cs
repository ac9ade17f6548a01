using System.Text;
using Messaging.Broker.Protocol;
using Messaging.Integration.Broker;
using Messaging.Integration.Support;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Messaging.Integration.Realtime;

/// <summary>The key is public, so anyone can open a socket. Nobody can fill the broker with that.</summary>
public sealed class StrangersTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("news")]
    [InlineData("cache-news")]
    [InlineData("my-presence-chat-1")]
    [InlineData("private-news")]
    [InlineData("presence-cache-news")]
    [InlineData("private-encrypted-news")]
    [InlineData("#server-to-user-1")]
    public async Task Channels_that_the_app_did_not_sign_are_refused(string channel)
    {
        await using var client = await AppSocket.ConnectAsync((await Apps.OnAsync(DatabaseKind.Sqlite)).Address);

        await client.SubscribeAsync(channel, sign: false);

        await client.ReceiveAsync("pusher:subscription_error");
        await client.ReceiveAsync("pusher_internal:subscription_error");
        await client.AssertNothingAsync();
    }

    [Fact]
    public async Task Socket_that_joins_nothing_is_closed_after_ten_seconds_and_one_that_joins_stays()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var app = await TestApp.StartAsync(time: time);
        var an = await Person.RegisterAsync(app.Address);
        await using var idle = await AppSocket.ConnectAsync(app.Address);
        await using var joined = await AppSocket.ConnectAsync(app.Address);
        await joined.JoinAsync(an, $"presence-user-{an.Id}");

        var close = idle.ReceiveCloseAsync();
        // Two looks a second apart, at most.
        for (var second = 0; second < 12 && !close.IsCompleted; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(close, Task.Delay(TimeSpan.FromMilliseconds(50), Token));
        }

        Assert.Equal(4009, await close);
        await joined.AssertNothingAsync();
    }

    [Fact]
    public async Task Idle_sockets_of_strangers_keep_nobody_out()
    {
        await using var app = await TestApp.StartAsync(settings: new Dictionary<string, string?> { ["Broker:MaxConnections"] = "10" });
        var an = await Person.RegisterAsync(app.Address);
        var idle = new List<BrokerClient>();
        for (var i = 0; i < 12; i++) idle.Add(await AppSocket.ConnectAsync(app.Address));

        var pages = new List<BrokerClient>();
        for (var i = 0; i < 8; i++)
        {
            var page = await AppSocket.ConnectAsync(app.Address);
            await page.JoinAsync(an, $"presence-user-{an.Id}");
            pages.Add(page);
        }

        Assert.Equal(4100, await idle[0].ReceiveCloseAsync());
        foreach (var page in pages) await page.AssertNothingAsync();
        foreach (var client in idle.Concat(pages)) await client.DisposeAsync();
    }

    [Fact]
    public async Task One_user_has_a_limited_number_of_connections()
    {
        await using var app = await TestApp.StartAsync(settings: new Dictionary<string, string?> { ["Broker:MaxConnectionsPerUser"] = "2" });
        // Two who have no conversation, or the first would be told that the second came online.
        var an = await Person.RegisterAsync(app.Address);
        var binh = await Person.RegisterAsync(app.Address);
        await using var first = await AppSocket.ConnectAsync(app.Address);
        await using var second = await AppSocket.ConnectAsync(app.Address);
        await using var third = await AppSocket.ConnectAsync(app.Address);
        await using var other = await AppSocket.ConnectAsync(app.Address);
        await first.JoinAsync(an, $"presence-user-{an.Id}");
        await second.SignInAsync(an);

        await third.SubscribeAsync($"presence-user-{an.Id}", await third.SignAsync(an, $"presence-user-{an.Id}"));
        await other.JoinAsync(binh, $"presence-user-{binh.Id}");

        Assert.Equal(4004, await third.ReceiveCloseAsync());
        await first.AssertNothingAsync();
    }

    [Fact]
    public async Task One_address_has_a_limited_number_of_connections()
    {
        await using var app = await TestApp.StartAsync(settings: new Dictionary<string, string?> { ["Broker:MaxConnectionsPerAddress"] = "2" });
        await using var first = await AppSocket.ConnectAsync(app.Address);
        await using var second = await AppSocket.ConnectAsync(app.Address);
        await using var third = await AppSocket.OpenAsync(app.Address);

        Assert.Equal(4100, await third.ReceiveCloseAsync());
        await first.AssertNothingAsync();
    }

    [Theory]
    [InlineData(600_000, 400)]
    [InlineData(1_048_576, 400)]
    [InlineData(1_048_577, 413)]
    public async Task Body_of_a_call_may_have_what_is_documented(int bytes, int status)
    {
        var app = await Apps.OnAsync(DatabaseKind.Sqlite);
        // Spaces around JSON count as much as anything else; the empty batch is what is then refused.
        var body = Encoding.UTF8.GetBytes("{\"batch\":[]}".PadRight(bytes));
        var parameters = new Dictionary<string, string>
        {
            ["auth_key"] = TestApp.PushKey,
            ["auth_version"] = "1.0",
            ["auth_timestamp"] = $"{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}",
            ["body_md5"] = PusherSignature.BodyMd5(body),
        };
        parameters["auth_signature"] = PusherSignature.ForRequest(TestApp.PushSecret, "POST", "/apps/100001/batch_events", parameters);
        using var http = new HttpClient();
        using var content = new ByteArrayContent(body);

        using var answer = await http.PostAsync(
            new Uri(app.Address, $"/apps/100001/batch_events?{string.Join('&', parameters.Select(pair => $"{pair.Key}={pair.Value}"))}"), content, Token);

        Assert.Equal(status, (int)answer.StatusCode);
    }
}
