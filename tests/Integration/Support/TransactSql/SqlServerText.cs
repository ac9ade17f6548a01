using System.Collections;
using System.Data;
using System.Data.Common;
using System.Linq.Expressions;
using System.Reflection;
using Messaging.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;

namespace Messaging.Integration.Support;

/// <summary>The text that the SQL Server provider makes of a query or a save. Nothing is sent: there is no server.</summary>
internal static class SqlServerText
{
    private static readonly MethodInfo Compile = typeof(IDatabase).GetMethod(nameof(IDatabase.CompileQuery))!;

    /// <param name="query">As EF Core hands it to a provider's compiler: with parameters, without their values.</param>
    public static string OfQuery(Expression query) => Record(db =>
    {
        var parameters = new Rooting(db.Model);
        var rooted = parameters.Visit(query);
        var result = typeof(IQueryable).IsAssignableFrom(rooted.Type) ? typeof(IEnumerable<>).MakeGenericType(rooted.Type.GetGenericArguments()[0]) : rooted.Type;
        var compiled = (Delegate)Compile.MakeGenericMethod(result).Invoke(db.GetService<IDatabase>(), [rooted, false])!;
        var context = db.GetService<IQueryContextFactory>().Create();
        foreach (var parameter in parameters.Found) context.Parameters[parameter.Name] = Sample(parameter.Type);
        if (compiled.DynamicInvoke(context) is IEnumerable rows) rows.GetEnumerator().MoveNext();
    });

    /// <param name="entries">What a context is about to save.</param>
    public static string OfSave(IReadOnlyCollection<EntityEntry> entries) => Record(db =>
    {
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        db.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        foreach (var entry in entries) Copy(entry, db);
        db.SaveChanges();
    });

    private static string Record(Action<SqlServerMessagingDbContext> run)
    {
        var recorder = new Recorder();
        // One batch, however much is saved: only the first one is seen.
        using var db = new SqlServerMessagingDbContext(new DbContextOptionsBuilder<SqlServerMessagingDbContext>()
            .UseSqlServer("Server=none", sql => sql.MaxBatchSize(1_000))
            .AddInterceptors(NoConnection.Instance, recorder)
            .Options);
        try
        {
            run(db);
        }
        catch (Exception) when (recorder.Sql is not null)
        {
            // The answer is empty, which few expect.
        }

        return recorder.Sql ?? throw new InvalidOperationException("No command was made.");
    }

    private static void Copy(EntityEntry entry, SqlServerMessagingDbContext db)
    {
        var copy = db.Entry(entry.CurrentValues.ToObject());
        copy.State = entry.State == EntityState.Modified ? EntityState.Unchanged : entry.State;
        foreach (var property in entry.Properties)
        {
            var copied = copy.Property(property.Metadata.Name);
            if (property.IsTemporary) copied.IsTemporary = true;
            if (property.IsModified) copied.IsModified = true;
            if (property.Metadata.IsConcurrencyToken && entry.State != EntityState.Added) copied.OriginalValue = property.OriginalValue;
        }

        foreach (var property in entry.ComplexProperties.Where(property => property.IsModified))
            copy.ComplexProperty(property.Metadata.Name).IsModified = true;
    }

    /// <summary>Never null, and two of each list: the general form of the statement.</summary>
    private static object? Sample(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string)) return "x";
        if (type == typeof(byte[])) return new byte[1];
        // Find() passes keys on without their type.
        if (type == typeof(object)) return Guid.Empty;
        if (type.IsValueType) return Activator.CreateInstance(type);
        var element = type.IsArray ? type.GetElementType()! : type.GetGenericArguments()[0];
        var values = Array.CreateInstance(element, 2);
        for (var i = 0; i < 2; i++) values.SetValue(Sample(element), i);
        return type.IsAssignableFrom(values.GetType()) ? values : Activator.CreateInstance(type, values);
    }

    /// <summary>The same query on the tables of another model, and the parameters in it.</summary>
    private sealed class Rooting(IModel model) : ExpressionVisitor
    {
        public List<QueryParameterExpression> Found { get; } = [];

        protected override Expression VisitExtension(Expression node)
        {
            if (node is QueryParameterExpression parameter)
            {
                Found.Add(parameter);
                return node;
            }

            return node is EntityQueryRootExpression root && root.GetType() == typeof(EntityQueryRootExpression)
                ? new EntityQueryRootExpression(model.FindEntityType(root.EntityType.Name)!)
                : base.VisitExtension(node);
        }
    }

    private sealed class NoConnection : DbConnectionInterceptor
    {
        public static NoConnection Instance { get; } = new();

        public override InterceptionResult ConnectionOpening(DbConnection connection, ConnectionEventData eventData, InterceptionResult result) =>
            InterceptionResult.Suppress();
    }

    private sealed class Recorder : DbCommandInterceptor
    {
        public string? Sql { get; private set; }

        public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
        {
            Sql ??= command.CommandText;
            using var nothing = new DataTable();
            return InterceptionResult<DbDataReader>.SuppressWithResult(nothing.CreateDataReader());
        }

        public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
        {
            Sql ??= command.CommandText;
            return InterceptionResult<int>.SuppressWithResult(0);
        }
    }
}
