using Microsoft.Extensions.Options;
using Xunit;
using static Messaging.Integration.Broker.BrokerClient;

namespace Messaging.Integration.Broker;

public sealed class ConnectionTests
{
    [Fact]
    public async Task Greeting_has_a_socket_id_and_an_activity_timeout_in_a_string()
    {
        await using var server = await BrokerServer.StartAsync(options => options.ActivityTimeoutSeconds = 17);
        await using var client = await server.OpenAsync();

        var data = await client.ReceiveEstablishedAsync();

        Assert.Matches(@"^\d+\.\d+$", data.GetProperty("socket_id").GetString());
        Assert.Equal(17, data.GetProperty("activity_timeout").GetInt32());
    }

    [Theory]
    [InlineData("protocol=7", "/app/unknown", 4001)]
    [InlineData("", "/app/" + BrokerServer.Key, 4008)]
    [InlineData("protocol=abc", "/app/" + BrokerServer.Key, 4006)]
    [InlineData("protocol=4", "/app/" + BrokerServer.Key, 4007)]
    [InlineData("protocol=8", "/app/" + BrokerServer.Key, 4007)]
    [InlineData("protocol=7", "/app/" + BrokerServer.Key + "/more", 4005)]
    [InlineData("protocol=7", "/app", 4005)]
    public async Task Who_may_not_connect_is_closed_with_a_code_and_no_frame(string query, string path, int code)
    {
        await using var server = await BrokerServer.StartAsync();
        await using var client = await server.OpenAsync(query, path);

        Assert.Equal(code, await client.ReceiveCloseAsync());
    }

    [Fact]
    public async Task Clients_before_protocol_6_get_the_code_in_a_frame_as_well()
    {
        await using var server = await BrokerServer.StartAsync();
        await using var client = await server.OpenAsync("protocol=5", "/app/unknown");

        var error = await client.ReceiveAsync("pusher:error");

        Assert.Equal(4001, error.GetProperty("data").GetProperty("code").GetInt32());
        Assert.Equal(4001, await client.ReceiveCloseAsync());
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public async Task Protocols_5_to_7_are_served(int protocol)
    {
        await using var server = await BrokerServer.StartAsync();
        await using var client = await server.ConnectAsync($"protocol={protocol}");

        await client.JoinAsync("news");
        await server.PostAsync("/events", """{"name":"hello","channel":"news","data":"1"}""");

        Assert.Equal("1", (await client.ReceiveAsync("hello")).GetProperty("data").GetString());
    }

    [Fact]
    public async Task Quota_is_4004_and_capacity_4100()
    {
        await using var server = await BrokerServer.StartAsync(options => options.MaxConnections = 1);
        await using var quota = await BrokerServer.StartAsync(options => options.ConnectionQuota = 1);
        await using var first = await server.ConnectAsync();
        await using var firstOfQuota = await quota.ConnectAsync();

        await using var second = await server.OpenAsync();
        await using var secondOfQuota = await quota.OpenAsync();

        Assert.Equal(4100, await second.ReceiveCloseAsync());
        Assert.Equal(4004, await secondOfQuota.ReceiveCloseAsync());
    }

    [Fact]
    public async Task A_place_is_free_again_when_its_connection_has_gone()
    {
        await using var server = await BrokerServer.StartAsync(options => options.MaxConnections = 1);
        await (await server.ConnectAsync()).CloseAsync();

        // The close handshake ends after the server has let the connection go.
        await using var second = await server.ConnectAsync();
        await second.AssertNothingAsync();
    }

    [Fact]
    public async Task A_disabled_app_is_4003_and_tls_only_is_4000()
    {
        await using var disabled = await BrokerServer.StartAsync(options => options.AppEnabled = false);
        await using var tlsOnly = await BrokerServer.StartAsync(options => options.RequireTls = true);

        Assert.Equal(4003, await (await disabled.OpenAsync()).ReceiveCloseAsync());
        Assert.Equal(4000, await (await tlsOnly.OpenAsync()).ReceiveCloseAsync());
        Assert.Equal(403, (await disabled.PostAsync("/events", """{"name":"a","channel":"b","data":""}""")).Status);
    }

    [Fact]
    public async Task Settings_out_of_range_stop_the_start()
    {
        await Assert.ThrowsAsync<OptionsValidationException>(() => BrokerServer.StartAsync(options => options.ActivityTimeoutSeconds = 0));
        await Assert.ThrowsAsync<OptionsValidationException>(() => BrokerServer.StartAsync(options => options.WebhookUrls.Add("ftp://example.com")));
    }

    [Fact]
    public async Task Plain_http_is_told_to_upgrade()
    {
        await using var server = await BrokerServer.StartAsync();

        using var response = await server.Http.GetAsync(new Uri($"/app/{BrokerServer.Key}", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(426, (int)response.StatusCode);
        Assert.Equal("13", response.Headers.GetValues("Sec-WebSocket-Version").Single());
    }

    [Fact]
    public async Task Shutdown_closes_everyone_with_reconnect()
    {
        await using var server = await BrokerServer.StartAsync(options => options.ShutdownSpreadMilliseconds = 50);
        await using var one = await server.ConnectAsync();
        await using var two = await server.ConnectAsync();

        var stop = server.StopAsync();

        Assert.Equal(4200, await one.ReceiveCloseAsync());
        Assert.Equal(4200, await two.ReceiveCloseAsync());
        await one.CloseAsync();
        await two.CloseAsync();
        await stop;
    }

    [Fact]
    public async Task Ping_is_answered_with_data_as_object_or_string_or_none()
    {
        await using var server = await BrokerServer.StartAsync();
        await using var client = await server.ConnectAsync();

        foreach (var ping in new[] { """{"event":"pusher:ping","data":{}}""", """{"event":"pusher:ping","data":""}""", """{"event":"pusher:ping"}""" })
        {
            await client.SendTextAsync(ping);
            Assert.Equal("{}", DataOf(await client.ReceiveAsync("pusher:pong")).GetRawText());
        }
    }
}
