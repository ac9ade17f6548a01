using Messaging.Application.Presence;
using Messaging.Application.Presence.Memory;
using Messaging.Application.Presence.Tables;
using Messaging.Domain.Common;
using Messaging.Infrastructure.Persistence;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.Infrastructure.Presence;

/// <summary>Keeps the board in memory and the table in step, on every node: fills the board, writes polls, ends graces, reads what other nodes changed.</summary>
internal sealed partial class PresenceUpkeep(
    IServiceScopeFactory scopes, PollLog polls, ExpiryAlarm alarm, ContactCache contacts, PresenceOptions options, IOptions<DatabaseOptions> database, TimeProvider time,
    ILogger<PresenceUpkeep> logger) : BackgroundService
{
    // Rows bear the clock of the node that wrote them, and become visible when their transaction ends.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the first request: a board that is still empty would call everybody offline.
        await using (var scope = scopes.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<PresenceRepair>().ReadBoardAsync(changedAfter: null, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        WriteUrgentPollsAsync(stoppingToken),
        WriteAllPollsAsync(stoppingToken),
        ExpireAsync(stoppingToken),
        database.Value.IsShared ? RefreshAsync(stoppingToken) : Task.CompletedTask);

    private async Task WriteUrgentPollsAsync(CancellationToken stopping)
    {
        while (await GuardAsync(polls.WaitAsync, stopping))
        {
            var written = await GuardAsync(token => WithAsync(repair => repair.WritePollsAsync(all: false, token)), stopping);
            if (!written) return;
        }
    }

    private async Task WriteAllPollsAsync(CancellationToken stopping)
    {
        while (await GuardAsync(token => Task.Delay(TimeSpan.FromSeconds(options.PollFlushSeconds), time, token), stopping))
        {
            polls.Forget(time.Now());
            contacts.Forget();
            await GuardAsync(token => WithAsync(repair => repair.WritePollsAsync(all: true, token)), stopping);
        }
    }

    private async Task ExpireAsync(CancellationToken stopping)
    {
        while (await GuardAsync(alarm.WaitAsync, stopping)) await GuardAsync(token => WithAsync(repair => repair.ExpireAsync(token)), stopping);
    }

    private async Task RefreshAsync(CancellationToken stopping)
    {
        var readAt = time.Now();
        while (await GuardAsync(token => Task.Delay(TimeSpan.FromMilliseconds(options.RefreshMilliseconds), time, token), stopping))
        {
            await GuardAsync(
                async token =>
                {
                    var now = time.Now();
                    await WithAsync(repair => repair.ReadBoardAsync(readAt - Overlap, token));
                    readAt = now;
                },
                stopping);
        }
    }

    private async Task WithAsync(Func<PresenceRepair, Task> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        await work(scope.ServiceProvider.GetRequiredService<PresenceRepair>());
    }

    /// <returns>False when it is time to stop.</returns>
    private async Task<bool> GuardAsync(Func<CancellationToken, Task> work, CancellationToken stopping)
    {
        try
        {
            await work(stopping);
            return true;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception exception)
        {
            LogFailed(exception);
        }

        // The database may be down: not at full speed.
        await Task.Delay(RetryPause, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !stopping.IsCancellationRequested;
    }

    [LoggerMessage(40, LogLevel.Warning, "Could not maintain presence; retrying")]
    private partial void LogFailed(Exception exception);
}
