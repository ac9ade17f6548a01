using Microsoft.Extensions.Hosting;

namespace Messaging.Broker.Debugging;

/// <summary>
/// The last things that happened, for the debug console. Kept in memory and in the development
/// environment only, because it holds payloads; nothing of it goes to the app's log.
/// </summary>
internal sealed class EventLog(IHostEnvironment environment, TimeProvider time)
{
    private const int Capacity = 500;
    private readonly bool _isOn = environment.IsDevelopment();
    private readonly Lock _gate = new();
    private readonly Queue<LogEntry> _entries = new();
    private long _last;

    public void Add(string what, string? channel, string? socketId, string? detail = null, string? data = null)
    {
        if (!_isOn) return;
        lock (_gate)
        {
            if (_entries.Count == Capacity)
                _entries.Dequeue();
            _entries.Enqueue(new(++_last, time.GetUtcNow(), what, channel, socketId, detail, data));
        }
    }

    /// <summary>Entries after the one with this number, oldest first.</summary>
    public IReadOnlyList<LogEntry> After(long number)
    {
        lock (_gate)
            return [.. _entries.Where(entry => entry.Number > number)];
    }
}

/// <summary>A line of the console.</summary>
internal sealed record LogEntry(long Number, DateTimeOffset At, string What, string? Channel, string? SocketId, string? Detail, string? Data);
