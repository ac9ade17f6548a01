using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Messaging.Load.Compare;

namespace Messaging.Load;

/// <summary>A group whose members all listen, in their own channel and in that of the group.</summary>
internal sealed class LoadGroup : IAsyncDisposable
{
    private readonly IReadOnlyList<LoadUser> _members;
    private readonly string _conversation;
    private readonly List<LoadSubscriber> _subscribers = [];
    private readonly ConcurrentDictionary<Guid, Sent> _sent = new();
    private long _eventsReceived;
    private int _doubled;

    private LoadGroup(IReadOnlyList<LoadUser> members, string conversation) => (_members, _conversation) = (members, conversation);

    public int Members => _members.Count;

    /// <summary>From the sending of a message until the last member has it.</summary>
    public Latencies LastMember { get; private set; } = new();

    public long BytesReceived => _subscribers.Sum(subscriber => subscriber.BytesReceived);

    public long EventsReceived => Interlocked.Read(ref _eventsReceived);

    /// <summary>Members that have not got a message, summed over the messages since <see cref="Begin"/>.</summary>
    public int Lost => _sent.Values.Sum(sent => Members - sent.Members.Count);

    public int Doubled => _doubled;

    /// <param name="members">The first one owns the group and sends.</param>
    public static async Task<LoadGroup> OpenAsync(IReadOnlyList<LoadUser> members)
    {
        var group = new LoadGroup(members, await members[0].OpenGroupAsync($"Group of {members.Count}", [.. members.Skip(1).Select(member => member.Id)]));
        foreach (var member in members)
        {
            var subscriber = await LoadSubscriber.ConnectAsync(member, (name, data) => group.Take(member.Id, name, data));
            group._subscribers.Add(subscriber);
            await subscriber.JoinAsync($"presence-chat-{group._conversation}");
        }

        return group;
    }

    /// <summary>Forgets what was sent until now.</summary>
    public void Begin()
    {
        _sent.Clear();
        LastMember = new Latencies();
    }

    /// <param name="at">The time stamp from which the message's latency counts.</param>
    public async Task SendAsync(long at)
    {
        var id = Guid.CreateVersion7();
        _sent[id] = new Sent(at);
        await _members[0].SendAsync(_conversation, id, Generator.Body);
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(_subscribers.Select(subscriber => subscriber.DisposeAsync().AsTask()));

    private void Take(string member, string name, JsonElement data)
    {
        Interlocked.Increment(ref _eventsReceived);
        if (name != "new-message" || !_sent.TryGetValue(data.GetProperty("message").GetProperty("id").GetGuid(), out var sent)) return;
        if (!sent.Members.TryAdd(member, Stopwatch.GetTimestamp())) Interlocked.Increment(ref _doubled);
        else if (sent.Members.Count == Members) LastMember.Add(Stopwatch.GetElapsedTime(sent.At));
    }

    private sealed record Sent(long At)
    {
        public ConcurrentDictionary<string, long> Members { get; } = new();
    }
}
