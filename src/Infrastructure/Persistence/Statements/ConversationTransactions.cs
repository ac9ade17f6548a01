using System.Data.Common;
using Messaging.Application.Common;
using Messaging.Application.Conversations;
using Messaging.Application.Outbox;
using Messaging.Infrastructure.Nodes;
using Messaging.Infrastructure.Outbox;

namespace Messaging.Infrastructure.Persistence.Statements;

/// <summary>
/// Commits groups of conversation changes with hand-written statements: one round trip locks and reads, one writes, one
/// commits. EF Core's work for each entity is what a send used to cost (ADR 0025).
/// </summary>
internal sealed class ConversationTransactions(
    StatementDatabase database, OutboxCatalog catalog, OutboxFormat format, LaneQueues queues, CommitFeed commits, TimeProvider time,
    NodeHints? hints = null, SqliteWriteGate? gate = null) : IConversationTransactions, IAsyncDisposable
{
    private const int MostTries = 3;

    private readonly GroupConnection[] _connections = [.. Enumerable.Range(0, database.Committers).Select(_ => new GroupConnection(database))];

    public int Committers => database.Committers;

    public async Task<IReadOnlyList<Outcome<object>>> CommitAsync(int committer, IReadOnlyList<ConversationChange> group)
    {
        var started = time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await CommitOnceAsync(_connections[committer], group);
            }
            catch (DbException exception) when (exception.IsTransient && attempt < MostTries && time.GetElapsedTime(started) < database.LongestWait)
            {
                // A deadlock, or a connection that was lost. Message ids make it harmless if the commit had succeeded.
            }
        }
    }

    public bool ConcernsAll(Exception exception) => DatabaseFaults.Of(exception) is not null;

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections) await connection.CloseAsync();
    }

    private async Task<IReadOnlyList<Outcome<object>>> CommitOnceAsync(GroupConnection connection, IReadOnlyList<ConversationChange> group)
    {
        GroupChanges changes;
        LaneReservations? places = null;
        using (var turn = gate is null ? null : await gate.EnterAsync(CancellationToken.None))
        {
            try
            {
                await using var transaction = await connection.BeginAsync(turn?.Left);
                changes = new GroupChanges(await connection.LockAndReadAsync(group), catalog, format, time);
                changes.Apply(group);
                // Replays and refusals write nothing.
                if (changes.Events.Count == 0) return changes.Outcomes;

                var (parameters, rows) = changes.ToParameters(database.Dialect);
                var ids = await connection.WriteAsync(parameters, rows);
                for (var i = 0; i < ids.Count; i++) changes.Outbox[i].Row.Id = ids[i];
                // The locks are still held: the places in the lanes are in commit order.
                places = queues.Reserve(changes.Outbox);
                await transaction.CommitAsync();
            }
            catch
            {
                places?.Dropped();
                await connection.CloseAsync();
                throw;
            }
        }

        places?.Committed();
        commits.Publish(changes.Events);
        hints?.Committed(changes.Events);
        return changes.Outcomes;
    }
}
