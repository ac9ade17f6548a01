using System.Collections.Concurrent;
using System.Diagnostics;

namespace Messaging.Load.Compare;

/// <summary>Follows every message from its intended time to its answer and its event.</summary>
internal sealed class Journal
{
    private readonly ConcurrentDictionary<Guid, Entry> _entries = new();
    private readonly ConcurrentDictionary<Guid, long> _lastSequences = new();

    /// <summary>The step to which messages are counted from now on.</summary>
    public Step Current { get; private set; } = new();

    public Step Begin() => Current = new Step();

    /// <param name="id">The message.</param>
    /// <param name="at">The time stamp at which it is to go out; a sender that is late counts as latency.</param>
    public void Intend(Guid id, long at) => _entries[id] = new Entry(Current, at);

    public void Answer(Guid id)
    {
        var entry = _entries[id];
        lock (entry)
        {
            entry.Answered = Stopwatch.GetTimestamp();
            if (entry.Arrived is { } arrived) NoteBoth(entry, arrived);
        }

        entry.Step.Answers.Add(Stopwatch.GetElapsedTime(entry.Intended, entry.Answered.Value));
        entry.Step.Answer();
    }

    public void Refuse(Guid id) => _entries[id].Step.Refuse();

    /// <summary>Called by the only subscriber of a conversation, one event after the other.</summary>
    public void Arrive(Arrival arrival)
    {
        var now = Stopwatch.GetTimestamp();
        if (!_entries.TryGetValue(arrival.Id, out var entry)) throw new InvalidOperationException($"An event came for {arrival.Id}, which nobody has sent.");

        lock (entry)
        {
            if (entry.Arrived is not null)
            {
                entry.Step.Double();
                return;
            }

            entry.Arrived = now;
            if (entry.Answered is not null) NoteBoth(entry, now);
        }

        entry.Step.Events.Add(Stopwatch.GetElapsedTime(entry.Intended, now));
        if (arrival.Sequence != _lastSequences.GetValueOrDefault(arrival.Conversation) + 1) entry.Step.Gap();
        _lastSequences[arrival.Conversation] = arrival.Sequence;
    }

    private static void NoteBoth(Entry entry, long arrived)
    {
        entry.Step.Behind.Add(Stopwatch.GetElapsedTime(Math.Min(entry.Answered!.Value, arrived), arrived));
        entry.Step.Arrive();
    }

    private sealed class Entry(Step step, long intended)
    {
        public Step Step => step;

        public long Intended => intended;

        public long? Answered { get; set; }

        public long? Arrived { get; set; }
    }
}
