using MediatR;
using Messaging.Application.Common;
using Messaging.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Outbox;

/// <summary>Returns the waiting and the parked rows. For admins.</summary>
public sealed record GetOutbox(int Limit) : IRequest<OutboxView>;

/// <param name="Waiting">Rows that will be pushed.</param>
/// <param name="OldestSeconds">Age of the oldest of them, in seconds; null when none waits.</param>
/// <param name="ParkedCount">Rows that were given up.</param>
/// <param name="Parked">Those that were given up last, the last one first.</param>
public sealed record OutboxView(long Waiting, double? OldestSeconds, long ParkedCount, IReadOnlyList<ParkedView> Parked);

/// <summary>A row that was given up. Without its payload, which holds what people wrote.</summary>
/// <param name="Id">The row, for replay and discard.</param>
/// <param name="EventName">The event that it announces.</param>
/// <param name="Consumer">The part of the app that failed to announce it.</param>
/// <param name="Lane">The lane that it was in.</param>
/// <param name="OrderKey">Rows with the same key keep their order; usually the id of a conversation.</param>
/// <param name="Attempts">The number of tries.</param>
/// <param name="LastError">The reason of the last failure.</param>
/// <param name="CreatedAt">When the change was stored.</param>
/// <param name="ParkedAt">When the row was given up.</param>
public sealed record ParkedView(long Id, string EventName, string Consumer, int Lane, Guid OrderKey, int Attempts, string? LastError, DateTimeOffset CreatedAt, DateTimeOffset ParkedAt);

internal sealed class GetOutboxHandler(IMessagingDb db, TimeProvider time) : IRequestHandler<GetOutbox, OutboxView>
{
    public async Task<OutboxView> Handle(GetOutbox request, CancellationToken cancellationToken)
    {
        var waiting = db.Outbox.Where(row => row.ParkedAt == null);
        var count = await waiting.LongCountAsync(cancellationToken);
        var oldest = await waiting.OrderBy(row => row.Id).Select(row => (DateTimeOffset?)row.CreatedAt).FirstOrDefaultAsync(cancellationToken);
        var parked = db.Outbox.Where(row => row.ParkedAt != null);
        var items = await parked
            .OrderByDescending(row => row.ParkedAt)
            .ThenByDescending(row => row.Id)
            .Take(Math.Clamp(request.Limit, 1, 100))
            .Select(row => new ParkedView(row.Id, row.EventName, row.Consumers, row.Lane, row.OrderKey, row.Attempts, row.LastError, row.CreatedAt, row.ParkedAt!.Value))
            .ToListAsync(cancellationToken);
        return new OutboxView(count, oldest is { } since ? (time.Now() - since).TotalSeconds : null, await parked.LongCountAsync(cancellationToken), items);
    }
}
