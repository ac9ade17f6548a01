using Messaging.Application.Common;
using Messaging.Application.Presence.Memory;
using Messaging.Application.Realtime;
using Messaging.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Presence.Tables;

/// <summary>
/// Brings the table of presence in line with the push service itself, which knows who is in a channel
/// while webhooks may be late, lost or never sent; and lets time that has run out take effect.
/// </summary>
public sealed class PresenceRepair(
    IMessagingDb db, PresenceWriter writer, PollLog polls, PresenceBoard board, ExpiryAlarm alarm, IRealtimePublisher publisher, PresenceOptions options,
    TimeProvider time)
{
    /// <summary>Corrects who is in the own channel, both ways. Does nothing when the service cannot be asked.</summary>
    /// <returns>How many users were corrected.</returns>
    public async Task<int> RepairAsync(CancellationToken cancellationToken)
    {
        var asked = time.Now();
        if (await InChannelAsync(cancellationToken) is not { } there) return 0;

        var known = await db.Presences.Where(presence => presence.InChannel).Select(presence => presence.Id).ToHashSetAsync(cancellationToken);
        UserId[] wrong = [.. there.Except(known), .. IsStarting(asked) ? [] : known.Except(there)];
        // A report that came during the question is newer than the answer, or about as new.
        var before = asked - TimeSpan.FromSeconds(options.RepairMarginSeconds);
        await writer.ChangeAsync(
            wrong,
            presence =>
            {
                if (presence.ReportedAt < before) presence.Report(there.Contains(presence.Id), asked, time.Now(), options.LeaveGrace);
            },
            cancellationToken);
        return wrong.Length;
    }

    /// <summary>
    /// Sets users offline whose grace or poll has expired. Before that, it asks the push service
    /// again: a user may have returned without a report.
    /// </summary>
    public async Task ExpireAsync(CancellationToken cancellationToken)
    {
        var now = time.Now();
        if (IsStarting(now)) return;

        var due = await db.Presences
            .Where(presence => presence.IsOnline && !presence.InChannel && (presence.OnlineUntil == null || presence.OnlineUntil <= now))
            .Select(presence => presence.Id)
            .ToListAsync(cancellationToken);
        if (due.Count == 0) return;

        var there = await InChannelAsync(cancellationToken) ?? [];
        await writer.ChangeAsync(
            due,
            presence =>
            {
                if (there.Contains(presence.Id)) presence.Report(inChannel: true, now, now, options.LeaveGrace);
                // A poll that waits to be written counts as well.
                polls.Find(presence.Id, now)?.ApplyTo(presence, now, options);
                presence.Expire(now);
            },
            cancellationToken);
    }

    /// <summary>Writes polls that only this process knows of.</summary>
    /// <param name="all">Also those that may wait.</param>
    /// <param name="cancellationToken">Ends the work; what was not written is kept.</param>
    public async Task WritePollsAsync(bool all, CancellationToken cancellationToken)
    {
        var taken = polls.Take(all, time.Now());
        try
        {
            await writer.ChangeAsync(taken.Keys, presence => taken[presence.Id].ApplyTo(presence, time.Now(), options), cancellationToken);
            if (taken.Values.Any(note => note.BrokenOffAt is not null)) alarm.SetGrace();
        }
        catch
        {
            polls.Return(taken);
            throw;
        }
    }

    /// <summary>Reads states into the board.</summary>
    /// <param name="changedAfter">Only what changed after that, by whichever node's clock; null for all.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async Task ReadBoardAsync(DateTimeOffset? changedAfter, CancellationToken cancellationToken)
    {
        var presences = changedAfter is { } after ? db.Presences.Where(presence => presence.ChangedAt > after) : db.Presences;
        var states = presences.Select(presence => new { presence.Id, State = new PresenceState(presence.IsOnline, presence.LastActiveAt, presence.Version) });
        await foreach (var row in states.AsAsyncEnumerable().WithCancellation(cancellationToken)) board.Apply(row.Id, row.State);
        if (changedAfter is null) board.Loaded(time.Now());
    }

    // Right after a start the embedded broker is empty, and polls have yet to come in. Neither means
    // that anybody left.
    private bool IsStarting(DateTimeOffset now) => now < board.LoadedAt + TimeSpan.FromSeconds(options.StartGraceSeconds);

    private async Task<HashSet<UserId>?> InChannelAsync(CancellationToken cancellationToken)
    {
        var channels = await publisher.GetOccupiedChannelsAsync(Channels.UserPrefix, cancellationToken);
        return channels is null ? null : [.. channels.Select(Channels.UserOf).OfType<UserId>()];
    }
}
