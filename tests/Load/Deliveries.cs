using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Messaging.Load;

/// <summary>Notes when each message was meant to be sent and when it arrived, and what arrived wrongly.</summary>
internal sealed class Deliveries
{
    private readonly ConcurrentDictionary<Guid, long> _intended = new();
    private readonly ConcurrentDictionary<Guid, TimeSpan> _arrived = new();
    private readonly ConcurrentDictionary<string, long> _lastSequence = new();
    private int _doubled;
    private int _outOfOrder;

    public int Lost => _intended.Count - _arrived.Count;

    /// <param name="id">The message.</param>
    /// <param name="at">The time stamp at which it should go out, whenever it really does: a sender that is late counts as latency.</param>
    public void Intend(Guid id, long at) => _intended[id] = at;

    /// <summary>Begins again: what came until now has warmed up.</summary>
    public void Clear()
    {
        _intended.Clear();
        _arrived.Clear();
    }

    /// <summary>Notes a message as its receiver got it.</summary>
    public void Arrive(JsonElement message)
    {
        var now = Stopwatch.GetTimestamp();
        var id = message.GetProperty("id").GetGuid();
        // Doubled, and so late that it was cleared.
        if (!_intended.TryGetValue(id, out var intended)) return;
        if (!_arrived.TryAdd(id, Stopwatch.GetElapsedTime(intended, now)))
        {
            Interlocked.Increment(ref _doubled);
            return;
        }

        // One receiver reads a conversation, so nobody else writes this entry.
        var conversation = message.GetProperty("conversationId").GetString()!;
        var sequence = message.GetProperty("sequence").GetInt64();
        if (sequence < _lastSequence.GetValueOrDefault(conversation)) Interlocked.Increment(ref _outOfOrder);
        else _lastSequence[conversation] = sequence;
    }

    /// <summary>Notes an answer, which has no order.</summary>
    public void Arrive(Guid id) => _arrived.TryAdd(id, Stopwatch.GetElapsedTime(_intended[id]));

    public const string Header = "                 |  p50 ms |  p90 ms |  p99 ms | p99.9 ms |  max ms |  count | lost | doubled | out of order";

    public string Line(string name)
    {
        var sorted = _arrived.Values.Select(latency => latency.TotalMilliseconds).Order().ToArray();
        return string.Create(CultureInfo.InvariantCulture,
            $"{name,-16} | {At(0.5),7:F1} | {At(0.9),7:F1} | {At(0.99),7:F1} | {At(0.999),8:F1} | {At(1),7:F1} | {sorted.Length,6} | {Lost,4} | {_doubled,7} | {_outOfOrder,12}");

        double At(double share) => sorted.Length == 0 ? double.NaN : sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
    }
}
