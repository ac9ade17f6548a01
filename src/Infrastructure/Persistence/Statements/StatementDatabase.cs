using System.Data;
using System.Data.Common;

namespace Messaging.Infrastructure.Persistence.Statements;

/// <summary>Where the hand-written statements run.</summary>
/// <param name="Dialect">The spelling of the statements.</param>
/// <param name="Connect">Makes a connection that is not open yet.</param>
/// <param name="Committers">How many transactions of groups run at the same time.</param>
public sealed record StatementDatabase(SqlDialect Dialect, Func<DbConnection> Connect, int Committers)
{
    public GroupSql Sql { get; } = new(Dialect);

    public IsolationLevel Isolation { get; init; } = IsolationLevel.ReadCommitted;

    /// <summary>How long a request may wait for the database: see <see cref="DatabaseOptions.MaxWaitSeconds"/>.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether commands are prepared when the connection is opened.</summary>
    public bool Prepares { get; init; } = true;

    /// <summary>A statement for each new connection, or null.</summary>
    public string? OnOpened { get; init; }
}
