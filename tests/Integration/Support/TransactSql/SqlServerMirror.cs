using System.Collections.Concurrent;
using System.Linq.Expressions;
using Messaging.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Query;

namespace Messaging.Integration.Support;

/// <summary>
/// Stands in every context of the suite, on whatever database, and has each query and each kind of
/// save written for SQL Server as well. EF Core compiles a query once in a process, so this costs little.
/// </summary>
internal sealed class SqlServerMirror : SaveChangesInterceptor, IQueryExpressionInterceptor
{
    private static readonly ConcurrentDictionary<string, bool> Saves = new(StringComparer.Ordinal);

    private SqlServerMirror()
    {
    }

    public static SqlServerMirror Instance { get; } = new();

    public Expression QueryCompilationStarting(Expression queryExpression, QueryExpressionEventData eventData)
    {
        // Hand-written statements differ on each database; a unit test checks them.
        if (!HandWritten.IsIn(queryExpression))
            SqlServerStatements.Add(() => SqlServerText.OfQuery(queryExpression), () => eventData.ExpressionPrinter.PrintExpression(queryExpression), Caller.MayReadWhole(typeof(SqlServerMirror)));
        return queryExpression;
    }

    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        AddSave(eventData.Context);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        AddSave(eventData.Context);
        return ValueTask.FromResult(result);
    }

    private static void AddSave(DbContext? context)
    {
        if (context is not MessagingDbContext) return;
        EntityEntry[] entries = [.. context.ChangeTracker.Entries().Where(entry => entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted)];
        var shape = string.Join(" | ", entries.Select(ShapeOf));
        if (entries.Length > 0 && Saves.TryAdd(shape, true)) SqlServerStatements.Add(() => SqlServerText.OfSave(entries), () => shape, isFromTest: false);
    }

    private static string ShapeOf(EntityEntry entry) =>
        $"{entry.State} {entry.Metadata.DisplayName()} {string.Join(',', entry.Properties.Where(property => property.IsModified).Select(property => property.Metadata.Name))}";

    private sealed class HandWritten : ExpressionVisitor
    {
        private bool _found;

        public static bool IsIn(Expression query)
        {
            var visitor = new HandWritten();
            visitor.Visit(query);
            return visitor._found;
        }

        protected override Expression VisitExtension(Expression node)
        {
            // Sources of other kinds are those that carry SQL.
            _found |= node is QueryRootExpression and not (ParameterQueryRootExpression or InlineQueryRootExpression) && node.GetType() != typeof(EntityQueryRootExpression);
            return base.VisitExtension(node);
        }
    }
}
