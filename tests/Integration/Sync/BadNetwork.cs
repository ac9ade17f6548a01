using Messaging.Application.Realtime;

namespace Messaging.Integration.Sync;

/// <summary>The way from the push service to a client: doubles, shuffles and, where it may, loses events.</summary>
internal sealed class BadNetwork(RecordingPublisher publisher, int luck, bool withLoss)
{
    private readonly Dictionary<ModelClient, int> _delivered = [];
    private readonly int _start = publisher.Entries.Count;
    private readonly Random _random = new(luck);

    /// <summary>Delivers what was published for this client since the last time.</summary>
    public async Task DeliverAsync(ModelClient client)
    {
        var entries = publisher.Entries;
        var from = _delivered.GetValueOrDefault(client, _start);
        _delivered[client] = entries.Count;
        // Which channels the client is in was decided before: it opens another chat only after this.
        string[] channels = [Channels.UserPrefix + client.Person.Id, Channels.ChatPrefix + client.OpenChat];
        var onTheWay = new List<RecordingPublisher.Entry>();
        foreach (var entry in entries.Skip(from))
        {
            if (entry.TerminatedUser == client.Person.Id) onTheWay.Add(entry);
            if (entry.Event is null || !channels.Contains(entry.Event.Channel)) continue;
            if (withLoss && _random.Next(4) == 0) continue;
            onTheWay.Add(entry);
            if (_random.Next(4) == 0) onTheWay.Add(entry);
        }

        for (var i = 0; i + 1 < onTheWay.Count; i++)
        {
            if (_random.Next(3) != 0) continue;
            var other = Math.Min(onTheWay.Count - 1, i + 1 + _random.Next(4));
            (onTheWay[i], onTheWay[other]) = (onTheWay[other], onTheWay[i]);
        }

        foreach (var entry in onTheWay)
        {
            if (entry.Event is { } pushed) await client.ReceiveAsync(pushed);
            else await client.ReconnectAsync();
        }
    }
}
