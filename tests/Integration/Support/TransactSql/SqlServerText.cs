using System.Collections;
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

    private static readonly DbContextOptions<SqlServerMessagingDbContext> Options = new DbContextOptionsBuilder<SqlServerMessagingDbContext>()
        // One batch, however much is saved: only the first one is seen.
        .UseSqlServer("Server=none", sql => sql.MaxBatchSize(1_000))
        .AddInterceptors(new NoConnection(), new Catcher())
        .Options;

    public static IModel Model { get; } = OpenModel();

    /// <param name="query">As EF Core hands it to a provider's compiler: with parameters, without their values.</param>
    public static string OfQuery(Expression query)
    {
        using var db = Open();
        var rooted = new Rooting(db.Model).Visit(query);
        var result = typeof(IQueryable).IsAssignableFrom(rooted.Type) ? typeof(IEnumerable<>).MakeGenericType(rooted.Type.GetGenericArguments()[0]) : rooted.Type;
        return Catch(() =>
        {
            var compiled = (Delegate)Compile.MakeGenericMethod(result).Invoke(db.GetService<IDatabase>(), [rooted, false])!;
            var context = db.GetService<IQueryContextFactory>().Create();
            foreach (var parameter in Parameters.Of(rooted)) context.Parameters[parameter.Name] = Sample(parameter.Type);
            if (compiled.DynamicInvoke(context) is IEnumerable rows) rows.GetEnumerator().MoveNext();
        });
    }

    /// <param name="entries">What a context is about to save.</param>
    public static string OfSave(IReadOnlyCollection<EntityEntry> entries)
    {
        using var db = Open();
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        db.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        foreach (var entry in entries) Copy(entry, db);
        return Catch(() => db.SaveChanges());
    }

    private static SqlServerMessagingDbContext Open() => new(Options);

    private static IModel OpenModel()
    {
        using var db = Open();
        return db.GetService<IDesignTimeModel>().Model;
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

    private static string Catch(Action run)
    {
        try
        {
            run();
        }
        catch (Exception exception) when (Find(exception) is { } caught)
        {
            return caught.Sql;
        }

        throw new InvalidOperationException("No command was made.");
    }

    private static CaughtException? Find(Exception? exception) => exception switch
    {
        null => null,
        CaughtException caught => caught,
        _ => Find(exception.InnerException),
    };

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

    /// <summary>The same query on the tables of this model.</summary>
    private sealed class Rooting(IModel model) : ExpressionVisitor
    {
        protected override Expression VisitExtension(Expression node) => node is EntityQueryRootExpression root && root.GetType() == typeof(EntityQueryRootExpression)
            ? new EntityQueryRootExpression(model.FindEntityType(root.EntityType.Name)!)
            : base.VisitExtension(node);
    }

    private sealed class Parameters : ExpressionVisitor
    {
        private readonly List<QueryParameterExpression> _found = [];

        public static List<QueryParameterExpression> Of(Expression query)
        {
            var visitor = new Parameters();
            visitor.Visit(query);
            return visitor._found;
        }

        protected override Expression VisitExtension(Expression node)
        {
            if (node is not QueryParameterExpression parameter) return base.VisitExtension(node);
            _found.Add(parameter);
            return node;
        }
    }

    private sealed class NoConnection : DbConnectionInterceptor
    {
        public override InterceptionResult ConnectionOpening(DbConnection connection, ConnectionEventData eventData, InterceptionResult result) =>
            InterceptionResult.Suppress();
    }

    private sealed class Catcher : DbCommandInterceptor
    {
        public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result) =>
            throw new CaughtException(command.CommandText);

        public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result) =>
            throw new CaughtException(command.CommandText);

        public override InterceptionResult<object> ScalarExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<object> result) =>
            throw new CaughtException(command.CommandText);
    }

    private sealed class CaughtException(string sql) : Exception
    {
        public string Sql => sql;
    }
}
