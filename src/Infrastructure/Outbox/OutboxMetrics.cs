using System.Diagnostics;
using System.Diagnostics.Metrics;
using Messaging.Application.Realtime;

namespace Messaging.Infrastructure.Outbox;

/// <summary>The metrics of the dispatcher. The names are documented in <c>docs/operations.md</c>.</summary>
public sealed class OutboxMetrics
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string Name = "Messaging.Outbox";

    internal static readonly ActivitySource Source = new(Name);

    private readonly Counter<long> _published;
    private readonly Counter<long> _parked;
    private long _waiting;
    private double _oldestSeconds;
    private int _lanes;

    public OutboxMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        _published = meter.CreateCounter<long>("messaging.outbox.events", description: "Events handed to the push service, by outcome.");
        _parked = meter.CreateCounter<long>("messaging.outbox.parked", description: "Rows that were given up.");
        meter.CreateObservableGauge("messaging.outbox.waiting", () => Volatile.Read(ref _waiting), description: "Rows that wait to be pushed.");
        meter.CreateObservableGauge("messaging.outbox.oldest", () => Volatile.Read(ref _oldestSeconds), "s", "Age of the oldest waiting row.");
        meter.CreateObservableGauge("messaging.outbox.lanes", () => Volatile.Read(ref _lanes), description: "Lanes that this node empties.");
    }

    /// <summary>Age of the oldest waiting row in seconds, as last seen; 0 when none waits.</summary>
    public double OldestSeconds => Volatile.Read(ref _oldestSeconds);

    internal void Published(PublishOutcome outcome, int events) => _published.Add(events, new KeyValuePair<string, object?>("outcome", outcome.ToString()));

    internal void Parked() => _parked.Add(1);

    internal void Owns(int lanes) => Volatile.Write(ref _lanes, lanes);

    internal void Seen(long waiting, double oldestSeconds)
    {
        Volatile.Write(ref _waiting, waiting);
        Volatile.Write(ref _oldestSeconds, oldestSeconds);
    }
}
