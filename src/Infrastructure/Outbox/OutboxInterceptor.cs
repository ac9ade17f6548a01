using System.Diagnostics;
using Messaging.Application.Outbox;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Messaging.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Messaging.Infrastructure.Outbox;

/// <summary>
/// Adds what aggregates hand over to the save that stores them: new messages, and the events for the outbox. Either the
/// change and its announcement are both stored, or neither is.
/// </summary>
internal sealed class OutboxInterceptor(OutboxCatalog catalog, OutboxFormat format, LaneQueues queues, TimeProvider time) : SaveChangesInterceptor
{
    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        AddRows(eventData.Context);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        AddRows(eventData.Context);
        return ValueTask.FromResult(result);
    }

    public override int SavedChanges(SaveChangesCompletedEventData eventData, int result)
    {
        Reserve(eventData.Context);
        return result;
    }

    public override ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        Reserve(eventData.Context);
        return ValueTask.FromResult(result);
    }

    private void AddRows(DbContext? context)
    {
        if (context is not MessagingDbContext db) return;

        foreach (var conversation in db.ChangeTracker.Entries<Conversation>().Select(entry => entry.Entity).ToArray())
            db.Messages.AddRange(conversation.TakeMessages());
        IDomainEvent[] events = [.. db.ChangeTracker.Entries<AggregateRoot>().SelectMany(entry => entry.Entity.TakeEvents()), .. db.EventsWithoutAggregate];
        db.EventsWithoutAggregate.Clear();
        db.StoredEvents.AddRange(events);
        foreach (var domainEvent in events)
        {
            foreach (var row in catalog.RowsFor(domainEvent, LaneLease.Lanes, Activity.Current?.Id, time.Now(), format.WritesRowPerEvent))
            {
                db.Outbox.Add(row);
                db.UnreservedRows.Add(new OutboxItem(row, domainEvent));
            }
        }
    }

    /// <summary>The rows have their ids and the locks are still held: the moment to take their places in the lanes.</summary>
    private void Reserve(DbContext? context)
    {
        if (context is not MessagingDbContext { UnreservedRows.Count: > 0 } db) return;

        db.Reservations.Add(queues.Reserve(db.UnreservedRows));
        db.UnreservedRows.Clear();
    }
}
