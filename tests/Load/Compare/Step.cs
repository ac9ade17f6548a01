using HdrHistogram;

namespace Messaging.Load.Compare;

/// <summary>The results of one step: its latencies and errors.</summary>
internal sealed class Step
{
    private int _answered;
    private int _arrived;
    private int _refused;
    private int _doubled;
    private int _gaps;

    /// <summary>From the intended time of the POST to its answer.</summary>
    public Latencies Answers { get; } = new();

    /// <summary>From the intended time of the POST to the event on the subscriber's socket.</summary>
    public Latencies Events { get; } = new();

    /// <summary>From the answer to the event; an event that came first counts as 0.</summary>
    public Latencies Behind { get; } = new();

    /// <summary>Messages that the server has taken.</summary>
    public int Answered => _answered;

    /// <summary>Requests with another answer than 201, or with none.</summary>
    public int Refused => _refused;

    /// <summary>Messages that the server has taken and whose event has not come.</summary>
    public int Lost => Math.Max(0, _answered - _arrived);

    /// <summary>Events that came more than once.</summary>
    public int Doubled => _doubled;

    /// <summary>Events whose sequence is not the one after the event before.</summary>
    public int Gaps => _gaps;

    /// <summary>Something was sent, and everything came once and in order.</summary>
    public bool IsWhole => Answered > 0 && Lost == 0 && Doubled == 0 && Gaps == 0;

    public void Answer() => Interlocked.Increment(ref _answered);

    public void Arrive() => Interlocked.Increment(ref _arrived);

    public void Refuse() => Interlocked.Increment(ref _refused);

    public void Double() => Interlocked.Increment(ref _doubled);

    public void Gap() => Interlocked.Increment(ref _gaps);
}

/// <summary>A histogram from 1 µs to 10 minutes with three significant digits, which several threads may write to.</summary>
internal sealed class Latencies
{
    private static readonly long Highest = (long)TimeSpan.FromMinutes(10).TotalMicroseconds;
    private readonly LongConcurrentHistogram _histogram = new(1, Highest, 3);

    public void Add(TimeSpan latency) => _histogram.RecordValue(Math.Clamp((long)latency.TotalMicroseconds, 1, Highest));

    /// <returns>Milliseconds; NaN when there is none.</returns>
    public double At(double percentile) => _histogram.TotalCount == 0 ? double.NaN : _histogram.GetValueAtPercentile(percentile) / 1_000.0;
}
