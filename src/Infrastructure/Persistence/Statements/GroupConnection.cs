using System.Data;
using System.Data.Common;
using Messaging.Application.Conversations;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Infrastructure.Persistence.Statements;

/// <summary>The connection of one committer, with its two commands prepared. Opened when it is needed, and again after a failure.</summary>
internal sealed class GroupConnection(StatementDatabase database)
{
    private DbConnection? _connection;
    private DbCommand _lockAndRead = null!;
    private DbCommand _write = null!;

    /// <param name="longestWait">On SQLite, how long to wait for a lock of another process.</param>
    public async Task<DbTransaction> BeginAsync(TimeSpan? longestWait)
    {
        if (_connection is null) await OpenAsync();
        // In whole seconds, where 0 would be without end.
        if (_connection is SqliteConnection sqlite && longestWait is { } left) sqlite.DefaultTimeout = Math.Max(1, (int)left.TotalSeconds);
        var transaction = await _connection!.BeginTransactionAsync(database.Isolation);
        _lockAndRead.Transaction = _write.Transaction = transaction;
        return transaction;
    }

    public async Task<LockedGroup> LockAndReadAsync(IReadOnlyList<ConversationChange> group)
    {
        _lockAndRead.Parameters[0].Value = JsonRows.Write(database.Dialect, group.Index(), (row, item) => row
            .Number("Ordinal", item.Index).Id("ConversationId", item.Item.ConversationId.Value).Id("Me", item.Item.Me.Value)
            .Id("MessageId", item.Item.MessageId?.Value).Id("ReplyToId", item.Item.ReplyToId?.Value).Number("ReadUpTo", item.Item.ReadUpTo));
        await using var reader = await _lockAndRead.ExecuteReaderAsync();
        return await LockedGroup.ReadAsync(reader, database.Dialect);
    }

    /// <returns>The ids of the outbox rows, in their order.</returns>
    /// <exception cref="DbUpdateConcurrencyException">A row was changed by somebody who did not lock it.</exception>
    public async Task<List<long>> WriteAsync(Dictionary<string, string> parameters, int rows)
    {
        foreach (DbParameter parameter in _write.Parameters) parameter.Value = parameters[parameter.ParameterName];
        var ids = new List<long>();
        await using var reader = await _write.ExecuteReaderAsync();
        do
        {
            while (await reader.ReadAsync()) ids.Add(reader.GetInt64(0));
        }
        while (await reader.NextResultAsync());

        await reader.CloseAsync();
        if (reader.RecordsAffected != rows) throw new DbUpdateConcurrencyException($"{reader.RecordsAffected} rows were written instead of {rows}.");
        // Ids are given in the order of the insertion. The order in which they are returned is not promised.
        ids.Sort();
        return ids;
    }

    public async Task CloseAsync()
    {
        if (_connection is null) return;
        await _lockAndRead.DisposeAsync();
        await _write.DisposeAsync();
        await _connection.DisposeAsync();
        _connection = null;
    }

    private async Task OpenAsync()
    {
        var connection = database.Connect();
        try
        {
            await connection.OpenAsync();
            if (database.OnOpened is { } statement) await Command(connection, statement).ExecuteNonQueryAsync();
            _lockAndRead = Command(connection, database.Sql.LockAndRead, GroupSql.Keys);
            _write = Command(connection, database.Sql.Write, GroupSql.Conversations, GroupSql.Users, GroupSql.Members, GroupSql.Messages, GroupSql.Reactions, GroupSql.Outbox);
            if (database.Prepares)
            {
                await _lockAndRead.PrepareAsync();
                await _write.PrepareAsync();
            }

            _connection = connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static DbCommand Command(DbConnection connection, string text, params string[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        foreach (var name in parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.DbType, parameter.Size) = (name, DbType.String, -1);
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
