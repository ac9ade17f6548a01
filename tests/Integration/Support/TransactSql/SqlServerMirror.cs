using System.Collections.Concurrent;
using System.Linq.Expressions;
using Messaging.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Query;

namespace Messaging.Integration.Support;

/// <summary>Writes each query and each kind of save of one app for SQL Server as well, whatever database the app has.</summary>
internal sealed class SqlServerMirror : SaveChangesInterceptor, IQueryExpressionInterceptor
{
    private readonly ConcurrentDictionary<string, bool> _saves = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _statements = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _problems = new();

    public IReadOnlyCollection<string> Statements => [.. _statements.Keys];

    /// <summary>What SQL Server's provider could not write.</summary>
    public IReadOnlyCollection<string> Problems => _problems;

    public Expression QueryCompilationStarting(Expression queryExpression, QueryExpressionEventData eventData)
    {
        // Hand-written statements differ on each database; a unit test checks them.
        if (!HandWritten.IsIn(queryExpression)) Add(() => SqlServerText.OfQuery(queryExpression), () => eventData.ExpressionPrinter.PrintExpression(queryExpression));
        return queryExpression;
    }

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is MessagingDbContext db) AddSave(db);
        return ValueTask.FromResult(result);
    }

    private void AddSave(MessagingDbContext db)
    {
        EntityEntry[] entries = [.. db.ChangeTracker.Entries().Where(entry => entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted)];
        var shape = string.Join(" | ", entries.Select(ShapeOf));
        if (entries.Length > 0 && _saves.TryAdd(shape, true)) Add(() => SqlServerText.OfSave(entries), () => shape);
    }

    private void Add(Func<string> write, Func<string> describe)
    {
        try
        {
            _statements.TryAdd(write(), true);
        }
        catch (Exception exception)
        {
            _problems.Enqueue($"{exception.GetBaseException().Message}\n{describe()}");
        }
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
