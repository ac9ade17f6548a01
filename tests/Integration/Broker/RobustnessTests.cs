using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Messaging.Broker.Core;
using Messaging.Integration.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Messaging.Integration.Broker;

public sealed class RobustnessTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fragments_are_put_together()
    {
        await using var server = await BrokerServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var message = Encoding.UTF8.GetBytes("""{"event":"pusher:subscribe","data":{"channel":"news"}}""" + new string(' ', 9_000));

        for (var i = 0; i < message.Length; i += 7)
            await client.Socket.SendAsync(message.AsMemory(i, Math.Min(7, message.Length - i)), WebSocketMessageType.Text, i + 7 >= message.Length, Token);

        await client.ReceiveAsync("pusher_internal:subscription_succeeded");
    }

    [Fact]
    public async Task Binary_is_1003()
    {
        await using var server = await BrokerServer.StartAsync();
        await using var client = await server.ConnectAsync();

        await client.Socket.SendAsync(new byte[] { 1, 2, 3 }, WebSocketMessageType.Binary, true, Token);

        Assert.Equal(1003, await client.ReceiveCloseAsync());
    }

    [Theory]
    [InlineData(1_000, false)]
    [InlineData(1_001, true)]
    [InlineData(500_000, true)]
    public async Task Message_over_the_limit_is_1009(int bytes, bool isClosed)
    {
        await using var server = await BrokerServer.StartAsync(options => options.MaxMessageBytes = 1_000);
        await using var whole = await server.ConnectAsync();
        await using var fragmented = await server.ConnectAsync();
        var message = Encoding.UTF8.GetBytes("{}".PadRight(bytes));

        await whole.Socket.SendAsync(message, WebSocketMessageType.Text, true, Token);
        foreach (var part in message.Chunk(900))
            await fragmented.Socket.SendAsync(part, WebSocketMessageType.Text, false, Token);
        await fragmented.Socket.SendAsync(Array.Empty<byte>(), WebSocketMessageType.Text, true, Token);

        foreach (var client in new[] { whole, fragmented })
        {
            if (isClosed)
                Assert.Equal(1009, await client.ReceiveCloseAsync());
            else
                await client.ReceiveAsync("pusher:error");
        }
    }

    [Theory]
    [InlineData(65_536, false)]
    [InlineData(65_537, true)]
    public async Task Default_limit_of_a_message_is_64_KiB_whole_or_in_fragments(int bytes, bool isClosed)
    {
        await using var server = await BrokerServer.StartAsync();
        await using var whole = await server.ConnectAsync();
        await using var fragmented = await server.ConnectAsync();
        var message = Encoding.UTF8.GetBytes("{}".PadRight(bytes));

        await whole.Socket.SendAsync(message, WebSocketMessageType.Text, true, Token);
        await fragmented.Socket.SendAsync(message.AsMemory(0, 65_536), WebSocketMessageType.Text, false, Token);
        await fragmented.Socket.SendAsync(message.AsMemory(65_536), WebSocketMessageType.Text, true, Token);

        foreach (var client in new[] { whole, fragmented })
        {
            if (isClosed)
                Assert.Equal(1009, await client.ReceiveCloseAsync());
            else
                await client.ReceiveAsync("pusher:error");
        }
    }

    [Fact]
    public async Task Empty_message_is_an_error()
    {
        await using var server = await BrokerServer.StartAsync();
        await using var client = await server.ConnectAsync();

        await client.Socket.SendAsync(Array.Empty<byte>(), WebSocketMessageType.Text, true, Token);

        await client.ReceiveAsync("pusher:error");
        await client.AssertNothingAsync();
    }

    [Fact]
    public async Task Text_that_is_not_utf8_ends_the_connection()
    {
        await using var server = await BrokerServer.StartAsync();
        await using var client = await server.ConnectAsync();

        await client.Socket.SendAsync(new byte[] { (byte)'"', 0xC3, 0x28, (byte)'"' }, WebSocketMessageType.Text, true, Token);

        // Either the close code of the RFC or an error frame; what must not happen is that it goes through.
        Assert.True(await FrameOrCloseAsync(client) is "1007" or "pusher:error" or "");
        await AssertServesAsync(server);
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF })]
    [InlineData(new byte[] { 0x81, 0x02, 0x7B, 0x7D })]
    [InlineData(new byte[] { 0x81, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF })]
    [InlineData(new byte[] { 0x80, 0x80, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0x89, 0xFE, 0x01, 0x00, 0, 0, 0, 0 })]
    public async Task Broken_frames_end_the_connection_and_nothing_else(byte[] frame)
    {
        await using var server = await BrokerServer.StartAsync(options => options.CloseTimeoutSeconds = 1);
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(server.Address.Host, server.Address.Port, Token);
        await using var stream = tcp.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET /app/{BrokerServer.Key}?protocol=7 HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"), Token);

        // Followed by enough for the longest header, so that the server need not wait for the rest.
        await stream.WriteAsync(frame.Concat(new byte[16]).ToArray(), Token);

        await DrainAsync(stream);
        await Eventually.HoldsAsync("no connection is left", () => HubOf(server).ConnectionCount == 0);
        await AssertServesAsync(server);
    }

    [Fact]
    public async Task Cut_connection_is_gone_for_the_others_at_once()
    {
        await using var server = await BrokerServer.StartAsync();
        await using var stays = await server.ConnectAsync();
        await using var cut = await server.ConnectAsync();
        await stays.JoinAsync("presence-a", "u1");
        await cut.JoinAsync("presence-a", "u2");
        await stays.ReceiveAsync("pusher_internal:member_added");

        cut.Socket.Abort();

        await stays.ReceiveAsync("pusher_internal:member_removed");
    }

    [Fact]
    public async Task Silent_peer_is_pinged_and_then_closed_with_4201()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await BrokerServer.StartAsync(services: services => services.AddSingleton<TimeProvider>(time));
        await using var silent = await server.ConnectAsync();

        var ping = silent.ReceiveAsync("pusher:ping");
        await AdvanceUntilAsync(ping);
        var close = silent.ReceiveCloseAsync();
        await AdvanceUntilAsync(close);

        Assert.Equal(4201, await close);

        async Task AdvanceUntilAsync(Task task)
        {
            while (!task.IsCompleted)
            {
                time.Advance(TimeSpan.FromSeconds(1));
                await Task.WhenAny(task, Task.Delay(5, Token));
            }
        }
    }

    [Fact]
    public async Task Consumer_that_does_not_read_is_dropped_and_the_others_get_everything()
    {
        const int Events = 1_500;
        await using var server = await BrokerServer.StartAsync(options => (options.MaxOutgoingBytes, options.CloseTimeoutSeconds) = (200_000, 1));
        await using var slow = await server.ConnectAsync();
        await using var quick = await server.ConnectAsync();
        await slow.JoinAsync("news");
        await quick.JoinAsync("news");
        var data = new string('x', 10_000);
        var hub = HubOf(server);

        for (var i = 0; i < Events; i++)
        {
            hub.Publish([new($"e{i}", data, ["news"])]);
            await quick.ReceiveAsync($"e{i}");
        }

        await Eventually.HoldsAsync("one connection is left", () => hub.ConnectionCount == 1);
        Assert.Equal(1, hub.GetChannel("news").SubscriptionCount);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10_000)]
    public async Task Ten_thousand_subscribe_and_unsubscribe_in_a_row(int atOnce)
    {
        await using var server = await BrokerServer.StartAsync();
        await using var client = await server.ConnectAsync();

        var sending = SendAllAsync();
        for (var i = 0; i < 10_000; i++)
            await client.ReceiveAsync("pusher_internal:subscription_succeeded");
        await sending;
        await client.AssertNothingAsync();

        Assert.Empty(HubOf(server).GetChannels(""));

        async Task SendAllAsync()
        {
            for (var i = 0; i < 10_000; i += atOnce)
            {
                for (var j = i; j < i + atOnce; j++)
                    await client.SubscribeAsync($"c{j}", sign: false);
                for (var j = i; j < i + atOnce; j++)
                    await client.UnsubscribeAsync($"c{j}");
            }
        }
    }

    [Fact]
    public async Task A_client_that_sends_without_reading_is_held_back_and_not_closed()
    {
        await using var server = await BrokerServer.StartAsync(options => options.MaxOutgoingBytes = 20_000);
        await using var client = await server.ConnectAsync();
        var ping = Encoding.UTF8.GetBytes("""{"event":"pusher:ping","data":{}}""");

        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < 200_000; i++)
                await client.Socket.SendAsync(ping, WebSocketMessageType.Text, true, Token);
        }, Token);
        // Long enough for the answers to fill the sockets' buffers and the queue.
        await Task.WhenAny(sending, Task.Delay(500, Token));
        for (var i = 0; i < 200_000; i++)
            await client.ReceiveAsync("pusher:pong");
        await sending;

        Assert.Equal(1, HubOf(server).ConnectionCount);
    }

    private static BrokerHub HubOf(BrokerServer server) => server.Services.GetRequiredService<BrokerHub>();

    private static async Task AssertServesAsync(BrokerServer server)
    {
        await using var client = await server.ConnectAsync();
        await client.AssertNothingAsync();
    }

    private static async Task DrainAsync(NetworkStream stream)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        try
        {
            var buffer = new byte[1024];
            while (await stream.ReadAsync(buffer, limit.Token) > 0)
            {
            }
        }
        catch (IOException)
        {
            // Cut off, which is an end as well.
        }
    }

    private static async Task<string> FrameOrCloseAsync(BrokerClient client)
    {
        var buffer = new byte[4096];
        try
        {
            var part = await client.Socket.ReceiveAsync(buffer, Token);
            return part.MessageType == WebSocketMessageType.Close
                ? $"{(int?)part.CloseStatus}"
                : JsonElement.Parse(buffer.AsSpan(0, part.Count)).GetProperty("event").GetString()!;
        }
        catch (WebSocketException)
        {
            return "";
        }
    }
}
