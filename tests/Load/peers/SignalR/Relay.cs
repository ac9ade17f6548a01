using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;
using Microsoft.EntityFrameworkCore;

namespace Messaging.SignalRPeer;

/// <summary>
/// Pushes what was committed and deletes its outbox rows in batches. The table stays the truth: rows
/// whose process ended, or whose commit was not confirmed, are read back from it and pushed.
/// </summary>
internal sealed partial class Relay(IHubContext<MessagesHub> hub, IDbContextFactory<PeerContext> contexts, TimeProvider clock, ILogger<Relay> logger)
    : BackgroundService
{
    private const int FlushRows = 500;
    private static readonly TimeSpan FlushInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Waiting = TimeSpan.FromSeconds(5);

    private readonly Channel<(long RowId, Message Message)> _committed =
        Channel.CreateUnbounded<(long, Message)>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Rows that were pushed and are not deleted yet.</summary>
    private readonly HashSet<long> _delivered = [];

    /// <summary>Called in the order of the commits of a conversation.</summary>
    public void Deliver(long rowId, Message message) => _committed.Writer.TryWrite((rowId, message));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (flush, sweep) = (clock.GetTimestamp(), clock.GetTimestamp());
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await PushAsync(stoppingToken);
                if (_delivered.Count >= FlushRows || (_delivered.Count > 0 && clock.GetElapsedTime(flush) >= FlushInterval))
                {
                    await DeleteAsync(stoppingToken);
                    flush = clock.GetTimestamp();
                }

                if (clock.GetElapsedTime(sweep) < SweepInterval) continue;
                await SweepAsync(stoppingToken);
                sweep = clock.GetTimestamp();
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogTriedAgain(logger, exception);
            }
        }
    }

    /// <summary>Waits for events at most until the next rows are to be deleted.</summary>
    private async Task PushAsync(CancellationToken cancellationToken)
    {
        if (!_committed.Reader.TryPeek(out _))
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(FlushInterval);
            try
            {
                await _committed.Reader.WaitToReadAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }

        for (var i = 0; i < FlushRows && _committed.Reader.TryRead(out var item); i++) await PushAsync(item.RowId, item.Message);
    }

    private async Task PushAsync(long rowId, Message message)
    {
        if (!_delivered.Add(rowId)) return;
        await hub.Clients.Group(MessagesHub.GroupOf(message.ConversationId)).SendAsync("message", message, CancellationToken.None);
    }

    private async Task DeleteAsync(CancellationToken cancellationToken)
    {
        long[] ids = [.. _delivered];
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Outbox.Where(row => ids.Contains(row.Id)).ExecuteDeleteAsync(cancellationToken);
        _delivered.Clear();
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - Waiting;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await db.Outbox.AsNoTracking().Where(row => row.CreatedAt < before).OrderBy(row => row.Id).Take(FlushRows).ToListAsync(cancellationToken);
        foreach (var row in rows) await PushAsync(row.Id, JsonSerializer.Deserialize<Message>(row.Payload, JsonSerializerOptions.Web)!);
    }

    [LoggerMessage(LogLevel.Error, "The outbox is read again.")]
    private static partial void LogTriedAgain(ILogger logger, Exception exception);
}
