using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace Messaging.Integration.Broker;

public sealed class DebugConsoleTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Console_shows_what_there_is_and_sends_an_event()
    {
        await using var server = await BrokerServer.StartAsync(environment: "Development");
        await using var client = await server.ConnectAsync();
        await client.JoinAsync("presence-a", "u1");

        var page = await server.Http.GetStringAsync(new Uri("/broker", UriKind.Relative), Token);
        using var sent = await server.Http.PostAsJsonAsync("/broker/trigger", new { channel = "presence-a", name = "hello", data = "<b>" }, Token);
        using var refused = await server.Http.PostAsJsonAsync("/broker/trigger", new { channel = "not allowed", name = "hello", data = "" }, Token);
        var state = await server.Http.GetFromJsonAsync<JsonElement>("/broker/state?after=0", Token);

        Assert.DoesNotContain("{nonce}", page);
        Assert.DoesNotContain("http", page.Replace("fetch", "", StringComparison.Ordinal));
        Assert.Equal((204, 400), ((int)sent.StatusCode, (int)refused.StatusCode));
        Assert.Equal("<b>", (await client.ReceiveAsync("hello")).GetProperty("data").GetString());
        Assert.Equal(client.SocketId, state.GetProperty("connections")[0].GetProperty("socketId").GetString());
        Assert.Equal("u1", state.GetProperty("channels")[0].GetProperty("userIds")[0].GetString());
        Assert.Equal(["connected", "subscribed", "event"], state.GetProperty("log").EnumerateArray().Select(entry => entry.GetProperty("what").GetString()));
    }

    [Theory]
    [InlineData("/broker")]
    [InlineData("/broker/state")]
    public async Task Outside_development_there_is_none(string path)
    {
        await using var server = await BrokerServer.StartAsync(environment: "Production");

        using var response = await server.Http.GetAsync(new Uri(path, UriKind.Relative), Token);

        Assert.Equal(404, (int)response.StatusCode);
    }
}
