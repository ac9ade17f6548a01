using System.Security.Cryptography;
using Messaging.Broker.Core;
using Messaging.Broker.Protocol;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.Broker.Sockets;

/// <summary>One loop for all connections: looks after them every second and closes them, spread over time, at the end.</summary>
internal sealed partial class BrokerUpkeep(
    BrokerHub hub, IOptions<BrokerOptions> options, IOptions<PusherApp> app, TimeProvider time, ILogger<BrokerUpkeep> logger)
    : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await NextAsync(timer, stoppingToken))
        {
            try
            {
                hub.Tick();
            }
            catch (Exception exception)
            {
                LogFailed(exception);
            }
        }
    }

    /// <summary>Before the web server stops: it would wait for the open connections or cut them all at once.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        var connections = hub.Stop();
        LogStopping(connections.Count);
        await Task.WhenAll(connections.Select(connection => CloseLaterAsync(connection, cancellationToken)));
    }

    /// <summary>Refuses to start without credentials. The validation at the start would report those of the host's own options twice.</summary>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _ = app.Value;
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task CloseLaterAsync(BrokerConnection connection, CancellationToken cancellationToken)
    {
        var delay = TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(Math.Max(1, options.Value.ShutdownSpreadMilliseconds)));
        try
        {
            await Task.Delay(delay, time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // No time left for being gentle.
        }

        connection.Close(CloseCode.Reconnect, "The server is restarting");
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(3102, LogLevel.Error, "Looking after the broker's connections failed")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(3103, LogLevel.Information, "The broker closes its {Count} connections")]
    private partial void LogStopping(int count);
}
