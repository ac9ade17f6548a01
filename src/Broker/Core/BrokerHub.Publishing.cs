using Messaging.Broker.Protocol;

namespace Messaging.Broker.Core;

/// <summary>Events from the app's server and from clients.</summary>
internal sealed partial class BrokerHub
{
    /// <summary>Sends events that <see cref="EventRules"/> accepts, in their order.</summary>
    public void Publish(IReadOnlyList<BrokerEvent> events)
    {
        // Written once, before the lock, and shared by every receiver.
        var frames = events
            .SelectMany(item => item.Channels.Select(channel => (
                Event: item,
                Channel: channel,
                Frame: Frames.Event(channel, item.Name, item.Data),
                IsCache: ChannelName.Parse(channel, _limits) is { IsCache: true })))
            .ToArray();
        lock (_gate)
        {
            foreach (var (item, name, frame, isCache) in frames)
            {
                var channel = _channels.GetValueOrDefault(name);
                channel?.Send(frame, item.ExcludeSocketId);
                log.Add("event", name, item.ExcludeSocketId, item.Name, item.Data);
                if (!isCache) continue;
                _cache.Put(name, item.Data, frame);
                if (channel is not null)
                    channel.CacheMissTold = false;
            }
        }
    }

    private void SendClientEvent(BrokerConnection connection, ClientMessage message)
    {
        if (FindClientEventError(message) is { } error)
        {
            connection.Send(Frames.Error(null, error));
            return;
        }

        lock (_gate)
        {
            if (!connection.Channels.TryGetValue(message.Channel!, out var channel))
            {
                connection.Send(Frames.Error(null, $"Client event refused: the connection is not subscribed to {message.Channel}"));
                return;
            }

            connection.ClientEvents ??= new(_options.ClientEventsPerSecond, time);
            if (!connection.ClientEvents.TryTake())
            {
                connection.Send(Frames.Error(ErrorCode.ClientEventRate, $"Client event refused: more than {_options.ClientEventsPerSecond} in a second"));
                return;
            }

            // The sender is the signed member of the subscription, never a value in the message.
            var userId = channel.Subscribers[connection]?.Id;
            channel.Send(Frames.ClientEvent(channel.Name.Text, message.Event, message.Data, userId), connection.SocketId);
            feed.Add(new(ChannelEventName.ClientEvent, channel.Name.Text, userId, message.Event, message.Data, connection.SocketId));
            log.Add("client event", channel.Name.Text, connection.SocketId, message.Event, message.Data);
        }
    }

    private string? FindClientEventError(ClientMessage message)
    {
        if (!_options.ClientEventsEnabled) return "Client event refused: they are switched off for this app";
        if (message.Event.Length > _options.MaxEventNameLength)
            return $"Client event refused: its name is longer than {_options.MaxEventNameLength} characters";
        if (message.DataBytes > _options.MaxEventDataBytes)
            return $"Client event refused: its data exceeds the allowed maximum ({_options.MaxEventDataBytes} bytes)";
        var name = ChannelName.Parse(message.Channel, _limits);
        if (name is not { NeedsAuth: true }) return "Client event refused: only private and presence channels have them";
        if (App.IsServerOnly(name.Text)) return "Client event refused: only the server publishes in this channel";
        // The receivers would try to decrypt it.
        return name.IsEncrypted ? "Client event refused: encrypted channels have none" : null;
    }
}
