using Messaging.Application.Outbox;
using Messaging.Domain.Common;
using Messaging.Infrastructure.Jobs;
using Messaging.Infrastructure.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.Infrastructure.Outbox;

/// <summary>
/// The dispatcher: a background process that Hangfire hosts and supervises. It keeps this node's
/// share of the lanes, and runs one runner per lane that sleeps until a commit or the poll wakes it.
/// Nothing may escape from it: Hangfire would restart it, but only after a pause that grows to minutes.
/// </summary>
internal sealed partial class OutboxLoop : AsyncProcess
{
    // A node that is alone hears of every commit: the net may have wider meshes.
    private const int AloneFactor = 4;

    private readonly IServiceProvider _services;
    private readonly IServiceScopeFactory _scopes;
    private readonly OutboxSignal _signal;
    private readonly NodeLanes _lanes;
    private readonly LaneQueues _queues;
    private readonly SentRows _sent;
    private readonly OutboxBacklog _backlog;
    private readonly OutboxMetrics _metrics;
    private readonly OutboxOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<OutboxLoop> _logger;
    private readonly string _node;

    public OutboxLoop(
        IServiceProvider services, IServiceScopeFactory scopes, OutboxSignal signal, NodeLanes lanes, LaneQueues queues, SentRows sent, OutboxBacklog backlog,
        OutboxMetrics metrics, IOptions<OutboxOptions> options, ThisNode node, TimeProvider time, ILogger<OutboxLoop> logger)
    {
        (_services, _scopes, _signal, _lanes, _queues, _sent, _backlog, _metrics) = (services, scopes, signal, lanes, queues, sent, backlog, metrics);
        (_options, _node, _time, _logger) = (options.Value, node.Name, time, logger);
    }

    protected override async Task RunAsync(CancellationToken stopping)
    {
        LogStarted(_node);
        var runners = Enumerable.Range(0, LaneLease.Lanes).Select(lane => RunLaneAsync(lane, stopping));
        await Task.WhenAll([KeepLeasesAsync(stopping), WatchAsync(stopping), .. runners]);
        await GuardAsync(() => _sent.FlushAsync(CancellationToken.None));
        await GuardAsync(_lanes.LeaveAsync);
    }

    private async Task KeepLeasesAsync(CancellationToken stopping)
    {
        var next = TimeSpan.FromMilliseconds(_options.LeaseMilliseconds) / 5;
        do
        {
            await GuardAsync(async () => next = await _lanes.RenewAsync(stopping));
        }
        while (await DelayAsync(next, stopping));
    }

    /// <summary>The net: finds rows that no signal told of, and tells the rest of the app how much waits.</summary>
    private async Task WatchAsync(CancellationToken stopping)
    {
        var (interval, newest) = (TimeSpan.FromMilliseconds(_options.PollIntervalMilliseconds), 0L);
        do
        {
            await GuardAsync(async () =>
            {
                await using var scope = _scopes.CreateAsyncScope();
                var store = scope.ServiceProvider.GetRequiredService<OutboxStore>();
                // Alone, only a row that was there at the last look has been missed: younger ones are on their way.
                foreach (var lane in await store.DueLanesAsync(_lanes.IsAlone ? newest : long.MaxValue, stopping))
                {
                    _queues[lane].FallBehind();
                    _signal.Wake(lane);
                }

                newest = await store.NewestIdAsync(stopping);
                await ReportAsync(store, stopping);
            });
        }
        while (await DelayAsync(_lanes.IsAlone ? interval * AloneFactor : interval, stopping));
    }

    private async Task ReportAsync(OutboxStore store, CancellationToken stopping)
    {
        var (waiting, oldest) = await store.BacklogAsync(_options.MaxWaitingRows, stopping);
        _metrics.Seen(waiting, oldest is { } since ? Math.Max(0, (_time.Now() - since).TotalSeconds) : 0);
        _backlog.Report(waiting, _options.MaxWaitingRows);
    }

    private async Task RunLaneAsync(int lane, CancellationToken stopping)
    {
        var dispatcher = ActivatorUtilities.CreateInstance<LaneDispatcher>(_services, lane);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await _signal.WaitAsync(lane, stopping);
                for (var wait = await dispatcher.DrainAsync(stopping); wait > TimeSpan.Zero; wait = await dispatcher.DrainAsync(stopping))
                    await dispatcher.WaitAsync(wait, stopping);

                await _lanes.GiveBackAsync(lane, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
            }
            catch (Exception exception)
            {
                LogLaneFailed(exception, lane);
                await DelayAsync(TimeSpan.FromMilliseconds(_options.BackoffMaxMilliseconds), stopping);
                _signal.Wake(lane);
            }
        }
    }

    private async Task GuardAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException)
        {
        }
        catch (Exception exception)
        {
            LogFailed(exception);
        }
    }

    /// <returns>False when it is time to stop.</returns>
    private async Task<bool> DelayAsync(TimeSpan delay, CancellationToken stopping)
    {
        try
        {
            await Task.Delay(delay, _time, stopping);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(10, LogLevel.Debug, "Outbox dispatcher started as node {Node}")]
    private partial void LogStarted(string node);

    [LoggerMessage(11, LogLevel.Error, "Outbox lane {Lane} failed; retrying")]
    private partial void LogLaneFailed(Exception exception, int lane);

    [LoggerMessage(12, LogLevel.Error, "Outbox maintenance failed")]
    private partial void LogFailed(Exception exception);
}
