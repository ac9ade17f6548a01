using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using Messaging.Integration.Broker;
using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Nodes;

/// <summary>One connection to a broker that keeps the message events of its channels, repeats included.</summary>
internal sealed class Subscriber : IAsyncDisposable
{
    private readonly BrokerClient _client;
    private readonly ConcurrentQueue<(string Conversation, string Id, long Sequence)> _messages = new();
    private readonly Task _reading;

    private Subscriber(BrokerClient client)
    {
        _client = client;
        _reading = ReadAsync();
    }

    public static async Task<Subscriber> JoinAsync(Uri broker, string userId, string[] channels)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(
            new UriBuilder(broker) { Scheme = "ws", Path = $"/app/{BrokerServer.Key}", Query = "protocol=7" }.Uri, TestContext.Current.CancellationToken);
        var client = new BrokerClient(socket);
        await client.ReceiveEstablishedAsync();
        foreach (var channel in channels) await client.JoinAsync(channel, userId);
        return new Subscriber(client);
    }

    /// <summary>The messages that were announced in a conversation, in the order of arrival.</summary>
    public (string Id, long Sequence)[] MessagesOf(string conversation) =>
        [.. _messages.Where(message => message.Conversation == conversation).Select(message => (message.Id, message.Sequence))];

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[1 << 16];
        var length = 0;
        while (true)
        {
            var part = await _client.Socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
            if (part.MessageType == WebSocketMessageType.Close) return;

            length += part.Count;
            if (!part.EndOfMessage) continue;

            await HearAsync(JsonElement.Parse(buffer.AsSpan(0, length)));
            length = 0;
        }
    }

    private async Task HearAsync(JsonElement frame)
    {
        switch (frame.String("event"))
        {
            case "pusher:ping":
                await _client.SendAsync(new { @event = "pusher:pong", data = new { } });
                break;
            case "new-message":
                var message = BrokerClient.DataOf(frame).GetProperty("message");
                _messages.Enqueue((message.String("conversationId"), message.String("id"), message.Number("sequence")));
                break;
        }
    }
}
