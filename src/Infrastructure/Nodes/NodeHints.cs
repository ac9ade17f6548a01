using System.Buffers.Binary;
using Messaging.Application.Auth;
using Messaging.Application.Outbox;
using Messaging.Application.Sync;
using Messaging.Domain.Auth.Events;
using Messaging.Domain.Common;
using Messaging.Infrastructure.Outbox;
using Messaging.Infrastructure.Persistence;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Messaging.Infrastructure.Nodes;

/// <summary>
/// Tells the other nodes on a PostgreSQL database what was just committed, by NOTIFY, and hears them. A
/// hint like the signals within a process: what is lost is found a little later by looking.
/// </summary>
/// <remarks>
/// Sent after the commit, on one connection, and gathered while the last one is on its way: within the
/// transaction it would take a lock that all commits of the server have to pass (ADR 0008).
/// </remarks>
public sealed partial class NodeHints(
    IOptions<DatabaseOptions> options, IOutboxSignal outbox, SyncSignal sync, LiveSessions sessions, TimeProvider time, ILogger<NodeHints> logger) : BackgroundService
{
    private const string Channel = "messaging";
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly uint _self = BinaryPrimitives.ReadUInt32LittleEndian(Guid.NewGuid().ToByteArray());
    private readonly PendingHints _pending = new();

    // Bare connections: a pool would take part in neither the waiting nor the reconnecting.
    private readonly string _connectionString = new NpgsqlConnectionStringBuilder(options.Value.ConnectionString)
    {
        ApplicationName = "messaging hints",
        Pooling = false,
        // A line that was cut without a word is noticed by this only.
        KeepAlive = 10,
    }.ToString();

    /// <summary>Passes on what a commit of this node concerns. Never waits and never throws.</summary>
    /// <param name="events">The events that were stored.</param>
    public void Committed(IReadOnlyList<IDomainEvent> events) => _pending.Add(
        events.Select(stored => OutboxCatalog.LaneOf(stored.OrderKey, LaneLease.Lanes)),
        SyncSignal.Concerned(events).Concat(events.OfType<SessionsEnded>().SelectMany(ended => ended.SessionIds.Append(ended.UserId.Value))));

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        KeepConnectedAsync(SpeakAsync, stoppingToken),
        KeepConnectedAsync(ListenAsync, stoppingToken));

    private async Task SpeakAsync(NpgsqlConnection connection, CancellationToken stopping)
    {
        await using var notify = new NpgsqlCommand("SELECT pg_notify($1, $2)", connection)
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = Channel }, new NpgsqlParameter<string>() },
        };
        try
        {
            // A hint need not survive a power cut, and so need not wait for the disk.
            await using (var set = new NpgsqlCommand("SET synchronous_commit = off", connection)) await set.ExecuteNonQueryAsync(stopping);
            while (true)
            {
                await _pending.WaitAsync(stopping);
                foreach (var payload in HintPayload.Write(_self, _pending.Take()))
                {
                    ((NpgsqlParameter<string>)notify.Parameters[1]).TypedValue = payload;
                    await notify.ExecuteNonQueryAsync(stopping);
                }
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            _pending.AddAll();
            throw;
        }
    }

    private async Task ListenAsync(NpgsqlConnection connection, CancellationToken stopping)
    {
        connection.Notification += (_, notification) => Hear(notification.Payload);
        try
        {
            await using (var listen = new NpgsqlCommand($"LISTEN {Channel}", connection)) await listen.ExecuteNonQueryAsync(stopping);
            // Nobody received earlier hints.
            WakeAll();
            // Comes back to us, and so proves that the way is open: some poolers take a LISTEN and drop it.
            _pending.Add([], []);
            while (true) await connection.WaitAsync(stopping);
        }
        finally
        {
            sync.HearsOtherNodes = false;
            // Polls that wait for long go back to looking often.
            sync.WakeAll();
        }
    }

    private void Hear(string payload)
    {
        if (HintPayload.Read(payload) is not { } hint) return;

        if (hint.Sender == _self)
        {
            sync.HearsOtherNodes = true;
            return;
        }

        foreach (var lane in Enumerable.Range(0, LaneLease.Lanes).Where(lane => (hint.Lanes & (1 << lane)) != 0)) outbox.Wake(lane);
        if (hint.IsAboutAll)
        {
            sessions.ForgetAll();
            sync.WakeAll();
        }

        foreach (var id in hint.Ids) sessions.Forget(id);
        sync.Wake(hint.Ids);
    }

    private void WakeAll()
    {
        outbox.WakeAll();
        sync.WakeAll();
    }

    /// <summary>Connects, works, and begins again after every failure, more slowly each time. Ends only with the app.</summary>
    private async Task KeepConnectedAsync(Func<NpgsqlConnection, CancellationToken, Task> work, CancellationToken stopping)
    {
        var pause = ShortestPause;
        while (!stopping.IsCancellationRequested)
        {
            var begun = time.GetTimestamp();
            try
            {
                await using var connection = new NpgsqlConnection(_connectionString);
                await connection.OpenAsync(stopping);
                await work(connection, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                if (time.GetElapsedTime(begun) > LongestPause) pause = ShortestPause;
                // Once an outage: the dispatcher and health say loudly enough that the database is away.
                if (pause == ShortestPause) LogLost(exception);
            }

            await Task.Delay(pause, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    [LoggerMessage(50, LogLevel.Warning, "Hints to and from other nodes are interrupted; changes are found by looking until they are back")]
    private partial void LogLost(Exception exception);
}
