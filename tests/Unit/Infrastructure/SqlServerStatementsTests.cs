using System.Reflection;
using Messaging.Infrastructure.Persistence;
using Messaging.Infrastructure.Persistence.Statements;
using Microsoft.EntityFrameworkCore;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using Xunit;

namespace Messaging.Unit.Infrastructure;

/// <summary>Locks, the clock and settings are asked for by hand, so no provider vouches for the statements.</summary>
public sealed class SqlServerStatementsTests
{
    public static TheoryData<string, string> Written
    {
        get
        {
            using var db = new DesignTimeSqlServer().CreateDbContext([]);
            return [.. typeof(SqlServerMessagingDbContext)
                .GetMethods(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                .Where(method => method.ReturnType.IsAssignableTo(typeof(IQueryable)))
                .Select(method => (method.Name, ((IQueryable)method.Invoke(db, [.. method.GetParameters().Select(parameter => Activator.CreateInstance(parameter.ParameterType))])!).CreateDbCommand().CommandText))];
        }
    }

    [Theory, MemberData(nameof(Written))]
    public void Statement_written_by_hand_is_sound_transact_sql(string method, string text)
    {
        var statements = Parse(text).Select(statement => statement.GetType());

        // The update holds the row on every server that speaks T-SQL; a hint is read over by some.
        Assert.Equal(method.StartsWith("Lock", StringComparison.Ordinal) ? [typeof(UpdateStatement), typeof(SelectStatement)] : [typeof(SelectStatement)], statements);
    }

    [Fact]
    public void All_statements_written_by_hand_are_found() =>
        Assert.Equal(["Clock", "LockConversation", "LockMembers", "LockUser", "ReadCommittedSnapshot"], Written.Select(row => row.Data.Item1).Order(StringComparer.Ordinal));

    [Fact]
    public void Statements_of_a_group_are_sound_transact_sql()
    {
        var sql = new GroupSql(new SqlServerDialect());

        Assert.Equal(["Update", "Select", "Update", .. Enumerable.Repeat("Select", 7)], Parse(sql.LockAndRead).Select(Kind));
        Assert.Equal(["Update", "Update", "Update", "Insert", "Update", "Insert"], Parse(sql.Write).Select(Kind));

        static string Kind(TSqlStatement statement) => statement.GetType().Name.Replace("Statement", "", StringComparison.Ordinal);
    }

    /// <summary>https://learn.microsoft.com/dotnet/framework/data/adonet/sql/comparing-guid-and-uniqueidentifier-values.</summary>
    [Fact]
    public void Users_are_locked_in_the_order_of_the_database()
    {
        var (early, late) = (Guid.Parse("01000000-0000-0000-0000-000000000000"), Guid.Parse("00000000-0000-0000-0000-000000000001"));

        using var sqlServer = new DesignTimeSqlServer().CreateDbContext([]);
        Assert.Equal([early, late], sqlServer.InLockOrder([late, early]));
        using var postgreSql = new DesignTimePostgreSql().CreateDbContext([]);
        Assert.Equal([late, early], postgreSql.InLockOrder([early, late]));
    }

    private static IList<TSqlStatement> Parse(string sql)
    {
        // The grammar of SQL Server 2019, the oldest that EF Core writes for by default.
        var parsed = (TSqlScript)new TSql150Parser(initialQuotedIdentifiers: true).Parse(new StringReader(sql), out var errors);
        Assert.Empty(errors.Select(error => $"{error.Line}: {error.Message}"));
        return parsed.Batches.Single().Statements;
    }
}
