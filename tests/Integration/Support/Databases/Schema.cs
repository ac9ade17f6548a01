using System.Globalization;
using Messaging.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;

namespace Messaging.Integration.Support;

/// <summary>A database's tables as of one of its migrations, without the classes of today.</summary>
internal sealed class Schema(MessagingDbContext db, string migration)
{
    private readonly ITable[] _tables = [.. InOrder(TablesOf(db, migration))];

    public IReadOnlyList<string> Tables => [.. _tables.Select(table => table.Name)];

    /// <summary>
    /// One row in every table. All keys have the same value, so every reference is right; they are
    /// told apart from those of other calls by <paramref name="number"/>.
    /// </summary>
    public async Task FillAsync(int number, CancellationToken cancellationToken)
    {
        var sql = db.GetService<ISqlGenerationHelper>();
        foreach (var table in _tables)
        {
            var columns = table.Columns.Where(column => column.ComputedColumnSql is null && !IsGenerated(column)).ToArray();
            var names = string.Join(", ", columns.Select(column => sql.DelimitIdentifier(column.Name)));
            var values = string.Join(", ", columns.Select(column => column.StoreTypeMapping.GenerateProviderValueSqlLiteral(ValueFor(column, number))));
            await db.Database.ExecuteSqlRawAsync(
                $"INSERT INTO {sql.DelimitIdentifier(table.Name)} ({names}) VALUES ({values})".Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal),
                cancellationToken);
        }
    }

    public async Task<Dictionary<string, long>> CountAsync(CancellationToken cancellationToken)
    {
        var sql = db.GetService<ISqlGenerationHelper>();
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in _tables)
        {
            var query = $"SELECT CAST(COUNT(*) AS bigint) AS {sql.DelimitIdentifier("Value")} FROM {sql.DelimitIdentifier(table.Name)}";
            counts[table.Name] = await db.Database.SqlQueryRaw<long>(query).SingleAsync(cancellationToken);
        }

        return counts;
    }

    private static ITable[] TablesOf(MessagingDbContext db, string migration)
    {
        var migrations = db.GetService<IMigrationsAssembly>();
        var model = migrations.CreateMigration(migrations.Migrations[migration], db.Database.ProviderName!).TargetModel;
        if (model is IMutableModel mutable) model = mutable.FinalizeModel();
        return [.. db.GetService<IModelRuntimeInitializer>().Initialize(model, designTime: true).GetRelationalModel().Tables];
    }

    /// <summary>Referenced tables come first.</summary>
    private static IEnumerable<ITable> InOrder(ITable[] tables)
    {
        var placed = new HashSet<ITable>();
        while (placed.Count < tables.Length)
        {
            var ready = tables.First(table => !placed.Contains(table) && table.ForeignKeyConstraints.All(key => key.PrincipalTable == table || placed.Contains(key.PrincipalTable)));
            placed.Add(ready);
            yield return ready;
        }
    }

    private static bool IsGenerated(IColumn column) => column.PropertyMappings.Any(mapping =>
        mapping.Property.ValueGenerated == ValueGenerated.OnAdd && mapping.Property.ClrType != typeof(Guid) && mapping.Property.IsPrimaryKey());

    private static object ValueFor(IColumn column, int number)
    {
        var type = column.StoreTypeMapping.Converter?.ProviderClrType ?? column.StoreTypeMapping.ClrType;
        if (type == typeof(Guid)) return new Guid(number, 0, 0, new byte[8]);
        if (type == typeof(string)) return number.ToString(CultureInfo.InvariantCulture);
        if (type == typeof(bool)) return true;
        if (type == typeof(byte[])) return new[] { (byte)number };
        if (type == typeof(DateTimeOffset)) return DateTimeOffset.UnixEpoch.AddYears(56);
        // A lane's number is taken by the rows that the migration itself wrote.
        if (type == typeof(int)) return 100 + number;
        if (type == typeof(long)) return 100L + number;
        if (type == typeof(TimeOnly)) return new TimeOnly(22, 0);
        throw new NotSupportedException($"{column.Table.Name}.{column.Name} is a {type.Name}: say here what to fill it with.");
    }
}
