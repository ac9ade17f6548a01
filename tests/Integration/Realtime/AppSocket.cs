using System.Net.WebSockets;
using System.Text.Json;
using Messaging.Integration.Broker;
using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Realtime;

/// <summary>A connection to the broker of a real app, for which the app signs.</summary>
internal static class AppSocket
{
    public static async Task<BrokerClient> ConnectAsync(Uri app)
    {
        var client = await OpenAsync(app);
        await client.ReceiveEstablishedAsync();
        return client;
    }

    /// <summary>Connects without waiting for the greeting.</summary>
    public static async Task<BrokerClient> OpenAsync(Uri app)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(
            new Uri($"ws://{app.Authority}/app/{TestApp.PushKey}?protocol=7&client=test&version=1"), TestContext.Current.CancellationToken);
        return new BrokerClient(socket);
    }

    public static async Task SignInAsync(this BrokerClient client, Person person)
    {
        var answer = (await person.Api.PostFormAsync("/pusher/user-auth", ("socket_id", client.SocketId))).Is(200);
        await client.SendAsync(new { @event = "pusher:signin", data = new { auth = answer.String("auth"), user_data = answer.String("user_data") } });
        await client.ReceiveAsync("pusher:signin_success");
    }

    /// <returns>What the app has signed.</returns>
    public static async Task<Answer> SignAsync(this BrokerClient client, Person person, string channel) =>
        (await client.TrySignAsync(person, channel)).Is(200);

    public static Task<Answer> TrySignAsync(this BrokerClient client, Person person, string channel) =>
        person.Api.PostFormAsync("/pusher/auth", ("socket_id", client.SocketId), ("channel_name", channel));

    public static Task SubscribeAsync(this BrokerClient client, string channel, Answer signed) => client.SendAsync(new
    {
        @event = "pusher:subscribe",
        data = new { channel, auth = signed.String("auth"), channel_data = signed.String("channel_data") },
    });

    /// <summary>Joins a channel as a client does, with the app's signature.</summary>
    public static async Task<JsonElement> JoinAsync(this BrokerClient client, Person person, string channel)
    {
        await client.SubscribeAsync(channel, await client.SignAsync(person, channel));
        return await client.ReceiveAsync("pusher_internal:subscription_succeeded");
    }

    /// <summary>Reads until the server closes the connection.</summary>
    /// <returns>The names of the events that came before, and the close code.</returns>
    public static async Task<(List<string> Events, int? Code)> ReadToEndAsync(this BrokerClient client)
    {
        var events = new List<string>();
        var buffer = new byte[1 << 16];
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        var length = 0;
        while (true)
        {
            var part = await client.Socket.ReceiveAsync(buffer.AsMemory(length), limit.Token);
            if (part.MessageType == WebSocketMessageType.Close) return (events, (int?)client.Socket.CloseStatus);
            length += part.Count;
            if (!part.EndOfMessage) continue;
            events.Add(JsonElement.Parse(buffer.AsSpan(0, length)).GetProperty("event").GetString()!);
            length = 0;
        }
    }
}
