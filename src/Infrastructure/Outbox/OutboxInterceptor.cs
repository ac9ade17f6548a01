using System.Diagnostics;
using Messaging.Application.Outbox;
using Messaging.Domain.Common;
using Messaging.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Messaging.Infrastructure.Outbox;

/// <summary>
/// Writes the events that aggregates raised into the outbox, in the same save: either the change and
/// its announcement are both stored, or neither is.
/// </summary>
internal sealed class OutboxInterceptor(OutboxCatalog catalog, TimeProvider time) : SaveChangesInterceptor
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

    private void AddRows(DbContext? context)
    {
        if (context is not MessagingDbContext db) return;

        IDomainEvent[] events = [.. db.ChangeTracker.Entries<AggregateRoot>().SelectMany(entry => entry.Entity.TakeEvents()), .. db.LooseEvents];
        db.LooseEvents.Clear();
        db.StoredEvents.AddRange(events);
        foreach (var row in events.SelectMany(domainEvent => catalog.RowsFor(domainEvent, LaneLease.Lanes, Activity.Current?.Id, time.Now())))
        {
            db.WrittenLanes.Add(row.Lane);
            db.Outbox.Add(row);
        }
    }
}
