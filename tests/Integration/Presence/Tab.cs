using System.Net.WebSockets;
using System.Text.Json;
using Messaging.Integration.Broker;
using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Presence;

/// <summary>A page that a person has open: a connection to the embedded broker, in the person's own channel.</summary>
internal sealed class Tab : IAsyncDisposable
{
    private readonly Person _person;
    private readonly BrokerClient _client;

    private Tab(Person person, BrokerClient client) => (_person, _client) = (person, client);

    public static async Task<Tab> OpenAsync(Person person)
    {
        var config = (await person.Api.GetAsync("/api/v1/config")).Is(200);
        var socket = new ClientWebSocket();
        var address = new UriBuilder(person.Api.Address) { Scheme = "ws", Path = $"/app/{config["push"].String("key")}", Query = "protocol=7" };
        await socket.ConnectAsync(address.Uri, TestContext.Current.CancellationToken);
        var tab = new Tab(person, new BrokerClient(socket));
        await tab._client.ReceiveEstablishedAsync();
        await tab.JoinAsync($"presence-user-{person.Id}");
        return tab;
    }

    /// <summary>Joins a channel as pusher-js does, with the app's permission.</summary>
    public async Task JoinAsync(string channel)
    {
        var auth = (await AskToJoinAsync(channel)).Is(200);
        await _client.SendAsync(new { @event = "pusher:subscribe", data = new { channel, auth = auth.String("auth"), channel_data = auth.String("channel_data") } });
        await NextAsync(frame => frame.String("event") == "pusher_internal:subscription_succeeded" && frame.String("channel") == channel);
    }

    public Task<Answer> AskToJoinAsync(string channel) =>
        _person.Api.PostFormAsync("/pusher/auth", ("socket_id", _client.SocketId), ("channel_name", channel));

    public Task LeaveAsync(string channel) => _client.UnsubscribeAsync(channel);

    /// <summary>The next status that this tab receives for the user.</summary>
    public async Task<string> NextStatusOfAsync(Person other)
    {
        var frame = await NextAsync(frame => frame.String("event") == "user-status-change" && BrokerClient.DataOf(frame).String("userId") == other.Id);
        return BrokerClient.DataOf(frame).String("status");
    }

    /// <summary>The ids of those about whom this tab is told something, up to and including that person.</summary>
    public async Task<IReadOnlyList<string>> StatusesUntilAsync(Person last)
    {
        var told = new List<string>();
        while (told.LastOrDefault() != last.Id)
        {
            var frame = await NextAsync(frame => frame.String("event") == "user-status-change");
            told.Add(BrokerClient.DataOf(frame).String("userId"));
        }

        return told;
    }

    /// <summary>The messages that this tab is notified of, up to and including the one that is given.</summary>
    public async Task<IReadOnlyList<string>> NotifiedUntilAsync(JsonElement last)
    {
        var notified = new List<string>();
        while (notified.LastOrDefault() != last.GetProperty("id").GetString())
        {
            var frame = await NextAsync(frame => frame.String("event") == "message-notification");
            notified.Add(BrokerClient.DataOf(frame).String("messageId"));
        }

        return notified;
    }

    public Task CloseAsync() => _client.CloseAsync();

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private async Task<JsonElement> NextAsync(Func<JsonElement, bool> isIt)
    {
        while (true)
        {
            var frame = await _client.ReceiveAsync();
            if (isIt(frame)) return frame;
        }
    }
}
