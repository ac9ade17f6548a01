using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Messaging.Infrastructure.Persistence;

/// <summary>
/// Sets how hard SQLite tries that a commit outlives a power cut, on every connection, since it does
/// not remember. Only used where that is not its own default, FULL.
/// </summary>
internal sealed class SqliteSynchronous(string level) : DbConnectionInterceptor
{
    private readonly string _sql = $"PRAGMA synchronous = {level};";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = Command(connection);
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = Command(connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private DbCommand Command(DbConnection connection)
    {
        var command = connection.CreateCommand();
        command.CommandText = _sql;
        return command;
    }
}
