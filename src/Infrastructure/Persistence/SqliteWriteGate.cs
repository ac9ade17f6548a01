using Microsoft.Extensions.Options;

namespace Messaging.Infrastructure.Persistence;

/// <summary>
/// Lets one writer at a time at the SQLite file, in the order in which they came. Nobody waits longer than
/// <see cref="DatabaseOptions.MaxWaitSeconds"/>: while something else holds the file, all who wait are told so.
/// </summary>
public sealed class SqliteWriteGate(IOptions<DatabaseOptions> options) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <returns>The turn, which ends when it is disposed.</returns>
    /// <exception cref="DatabaseBusyException">The turn did not come in time.</exception>
    public async Task<Turn> EnterAsync(CancellationToken cancellationToken)
    {
        var limit = TimeSpan.FromSeconds(options.Value.MaxWaitSeconds);
        var started = TimeProvider.System.GetTimestamp();
        if (!await _turn.WaitAsync(limit, cancellationToken)) throw new DatabaseBusyException();
        return new Turn(_turn, limit - TimeProvider.System.GetElapsedTime(started));
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>The right to write.</summary>
    public sealed class Turn : IDisposable
    {
        private readonly SemaphoreSlim _turn;

        internal Turn(SemaphoreSlim turn, TimeSpan left) => (_turn, Left) = (turn, left);

        /// <summary>The rest of the longest wait. Not negative by more than a moment.</summary>
        public TimeSpan Left { get; }

        public void Dispose() => _turn.Release();
    }
}
