using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Messaging.Integration.Support;

/// <summary>
/// A programmable Channels HTTP API on a port of its own: verifies every signature, records what it
/// accepts in order, and misbehaves on request. It can be stopped and started on the same port.
/// </summary>
/// <remarks>Safe for concurrent use. It has no WebSockets: see the broker for those.</remarks>
internal sealed partial class FakeChannels : IAsyncDisposable
{
    public const string AppId = "4711";
    public const string Key = "fake-key";
    public const string Secret = "fake-s3cret-that-nobody-may-see";

    private readonly Lock _gate = new();
    private readonly List<FakeEvent> _accepted = [];
    private readonly Dictionary<string, HashSet<string>> _occupied = new(StringComparer.Ordinal);
    private readonly List<string> _terminated = [];
    private FakeFault? _fault;
    private int _faultsLeft;
    private readonly List<long> _requestedAt = [];
    private readonly List<long> _publishedAt = [];
    private bool _faultsPublishingOnly;
    private TaskCompletionSource _changed = NewSignal();
    private CancellationTokenSource _hanging = new();
    private IHost? _host;

    private FakeChannels()
    {
    }

    public int Port { get; private set; }

    /// <summary>Configuration that points the app here.</summary>
    public Dictionary<string, string?> Settings => new()
    {
        ["Push:Driver"] = "Pusher",
        ["Pusher:AppId"] = AppId,
        ["Pusher:Key"] = Key,
        ["Pusher:Secret"] = Secret,
        ["Pusher:Host"] = "127.0.0.1",
        ["Pusher:Port"] = $"{Port}",
        ["Pusher:UseTls"] = "false",
    };

    /// <summary>Every accepted event, in the order of acceptance.</summary>
    public IReadOnlyList<FakeEvent> Accepted => Locked(() => _accepted.ToArray());

    public IReadOnlyList<string> TerminatedUsers => Locked(() => _terminated.ToArray());

    /// <summary>How many requests came in, faulty ones included.</summary>
    public int Requests => Locked(() => _requestedAt.Count);

    /// <summary>The time between the first request that publishes and the next one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than two.</exception>
    public TimeSpan FirstPause => Locked(() => TimeProvider.System.GetElapsedTime(_publishedAt[0], _publishedAt[1]));

    /// <summary>An event for which this is true makes its whole call a 400: the poison of a batch.</summary>
    public Func<FakeEvent, bool>? Poison { get; set; }

    /// <summary>Above this an event makes its whole call a 413.</summary>
    public int MaxDataBytes { get; set; } = 10_240;

    /// <summary>How far this server's clock is off: its Date header and its 600 s window.</summary>
    public TimeSpan ClockOffset { get; set; }

    /// <summary>The form that soketi gives to every rejection: status 200 and the code in the body.</summary>
    public bool RejectsWithStatus200 { get; set; }

    public static async Task<FakeChannels> StartNewAsync()
    {
        var fake = new FakeChannels();
        await fake.StartAsync();
        return fake;
    }

    /// <summary>Misbehaves for this many requests (by default until <see cref="Heal"/>), or for those only that publish.</summary>
    public void Fail(FakeFault fault, int times = int.MaxValue, bool publishingOnly = false) =>
        Locked(() => (_fault, _faultsLeft, _faultsPublishingOnly) = (fault, times, publishingOnly));

    /// <summary>Ends the fault and lets go of the requests that hang.</summary>
    public void Heal()
    {
        CancellationTokenSource hanging;
        lock (_gate)
        {
            _fault = null;
            (hanging, _hanging) = (_hanging, new CancellationTokenSource());
        }

        hanging.Cancel();
        hanging.Dispose();
    }

    /// <summary>Says that a channel has subscribers; for a presence channel, who.</summary>
    public void Occupy(string channel, params string[] userIds) => Locked(() => _occupied[channel] = [.. userIds]);

    public void Vacate(string channel) => Locked(() => _occupied.Remove(channel));

    /// <summary>Waits until the accepted events satisfy a condition.</summary>
    /// <exception cref="TimeoutException">They did not in time.</exception>
    public Task<IReadOnlyList<FakeEvent>> WaitForAsync(Func<IReadOnlyList<FakeEvent>, bool> condition, TimeSpan timeout) =>
        WaitAsync(() => condition(_accepted), timeout, () => $"Only {_accepted.Count} events were accepted.");

    /// <summary>Waits until at least this many requests came in.</summary>
    /// <exception cref="TimeoutException">They did not in time.</exception>
    public Task WaitForRequestsAsync(int count, TimeSpan timeout) =>
        WaitAsync(() => _requestedAt.Count >= count, timeout, () => $"Only {_requestedAt.Count} of {count} requests came.");

    /// <summary>Listens again, on the port of the first time.</summary>
    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, Port));
        var app = builder.Build();
        app.Run(HandleAsync);
        await app.StartAsync();
        Port = new Uri(app.Urls.Single()).Port;
        _host = app;
    }

    /// <summary>Refuses connections from now on, and breaks the open ones.</summary>
    public async Task StopAsync()
    {
        if (_host is null)
            return;

        await _hanging.CancelAsync();
        Locked(() => _hanging = new CancellationTokenSource());
        using (var now = new CancellationTokenSource(TimeSpan.Zero))
            await _host.StopAsync(now.Token);
        _host.Dispose();
        _host = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _hanging.Dispose();
    }

    private async Task<IReadOnlyList<FakeEvent>> WaitAsync(Func<bool> condition, TimeSpan timeout, Func<string> shortfall)
    {
        using var deadline = new CancellationTokenSource(timeout);
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (condition())
                    return _accepted.ToArray();
                changed = _changed.Task;
            }

            try
            {
                await changed.WaitAsync(deadline.Token);
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException(Locked(shortfall), e);
            }
        }
    }

    private void Signal()
    {
        var previous = _changed;
        _changed = NewSignal();
        previous.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private T Locked<T>(Func<T> read)
    {
        lock (_gate)
            return read();
    }
}
