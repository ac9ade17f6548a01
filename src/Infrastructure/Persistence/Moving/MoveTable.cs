using System.Reflection;
using Messaging.Domain.Common;
using Messaging.Infrastructure.Nodes;
using Messaging.Infrastructure.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Messaging.Infrastructure.Persistence.Moving;

/// <summary>One table on its way. Rows go in the order of their keys, so that a count says how far it got.</summary>
internal abstract class MoveTable
{
    /// <summary>Leases say which process works on what just now; a new database has them from its migrations.</summary>
    public static readonly Type[] NotMoved = [typeof(LaneLease), typeof(LiveNode)];

    public abstract string Name { get; }

    /// <summary>Every table of the model, those that others refer to first: a new one is moved without anybody thinking of it.</summary>
    public static IReadOnlyList<MoveTable> AllOf(IModel model)
    {
        var left = model.GetEntityTypes().Where(type => !NotMoved.Contains(type.ClrType)).OrderBy(type => type.Name, StringComparer.Ordinal).ToList();
        var ordered = new List<MoveTable>();
        while (left.Count > 0)
        {
            var next = left.First(type => type.GetForeignKeys().All(key => key.PrincipalEntityType == type || !left.Contains(key.PrincipalEntityType)));
            left.Remove(next);
            ordered.Add((MoveTable)Activator.CreateInstance(
                typeof(MoveTable<>).MakeGenericType(next.ClrType), BindingFlags.Instance | BindingFlags.Public, binder: null, [next], culture: null)!);
        }

        return ordered;
    }

    public abstract Task<int> CountAsync(MessagingDbContext db, CancellationToken cancellationToken);

    /// <summary>Copies the rows that are left.</summary>
    /// <param name="source">Where they are read.</param>
    /// <param name="target">Where they are written.</param>
    /// <param name="batchSize">Rows in one transaction.</param>
    /// <param name="copied">Takes the number of rows in the target after each batch.</param>
    /// <param name="changed">Takes the key of each row whose text could not be stored as it was.</param>
    /// <param name="cancellationToken">Ends the copy between two batches.</param>
    public abstract Task CopyAsync(
        MessagingDbContext source, MessagingDbContext target, int batchSize, Action<int> copied, Action<string> changed, CancellationToken cancellationToken);

    public abstract Task<RowChecksum> ChecksumAsync(MessagingDbContext db, CancellationToken cancellationToken);
}

/// <inheritdoc/>
internal sealed class MoveTable<T>(IEntityType type) : MoveTable
    where T : class
{
    private readonly string[] _key = [.. type.FindPrimaryKey()!.Properties.Select(property => property.Name)];

    public override string Name { get; } = type.GetTableName()!;

    public override Task<int> CountAsync(MessagingDbContext db, CancellationToken cancellationToken) => All(db).CountAsync(cancellationToken);

    public override async Task CopyAsync(
        MessagingDbContext source, MessagingDbContext target, int batchSize, Action<int> copied, Action<string> changed, CancellationToken cancellationToken)
    {
        var count = await CountAsync(target, cancellationToken);
        await using var identity = await target.AcceptGivenIdentitiesAsync(type, cancellationToken);
        await foreach (var rows in InKeyOrder(source).Skip(count).AsAsyncEnumerable().Chunk(batchSize).WithCancellation(cancellationToken))
        {
            target.AddRange(rows.AsEnumerable<object>());
            foreach (var row in rows)
            {
                if (MakeStorable(target.Entry(row))) changed(string.Join(' ', _key.Select(name => target.Entry(row).Property(name).CurrentValue)));
            }

            // One transaction: of a batch all rows are there or none.
            await target.SaveChangesAsync(cancellationToken);
            target.ChangeTracker.Clear();
            copied(count += rows.Length);
        }
    }

    public override async Task<RowChecksum> ChecksumAsync(MessagingDbContext db, CancellationToken cancellationToken)
    {
        var properties = db.Model.FindEntityType(typeof(T))!;
        var sum = new RowChecksum();
        await foreach (var row in All(db).AsAsyncEnumerable().WithCancellation(cancellationToken)) sum.Add(properties, row);
        return sum;
    }

    /// <summary>Replaces what only SQLite stores. A release before this one let it in.</summary>
    private static bool MakeStorable(EntityEntry entry)
    {
        var isChanged = false;
        foreach (var property in entry.Properties.Concat(entry.ComplexProperties.SelectMany(part => part.Properties)))
        {
            if (property.CurrentValue is not string text || PlainText.Storable(text) is var storable && storable == text) continue;
            property.CurrentValue = storable;
            isChanged = true;
        }

        return isChanged;
    }

    // Former members still have a row, which a filter hides from everything else.
    private static IQueryable<T> All(MessagingDbContext db) => db.Set<T>().AsNoTracking().IgnoreQueryFilters();

    private IQueryable<T> InKeyOrder(MessagingDbContext db) => _key.Skip(1).Aggregate(
        All(db).OrderBy(row => EF.Property<object>(row, _key[0])), (rows, name) => rows.ThenBy(row => EF.Property<object>(row, name)));
}
