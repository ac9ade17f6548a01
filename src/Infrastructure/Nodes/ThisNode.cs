using Messaging.Infrastructure.Outbox;
using Messaging.Infrastructure.Persistence;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Messaging.Infrastructure.Nodes;

/// <summary>
/// The name under which this process holds leases. A process that starts after a crash has the name of the one that died, and
/// need not wait for its leases to run out: a SQLite file has one process, so there the name is always the same; elsewhere it
/// comes from the data directory.
/// </summary>
internal sealed class ThisNode(IOptions<OutboxOptions> options, IOptions<DatabaseOptions> database, IConfiguration configuration) : IDisposable
{
    private readonly NodeNameFile? _file = options.Value.NodeName is null && database.Value.Provider != DatabaseProvider.Sqlite
        ? NodeNameFile.Take(DataDirectory.Resolve(configuration), Environment.MachineName)
        : null;

    /// <summary>Unique among the nodes that run.</summary>
    public string Name => field ??= options.Value.NodeName ?? _file?.Name ?? (database.Value.Provider == DatabaseProvider.Sqlite ? "single" : $"{Environment.MachineName}-{Guid.NewGuid():N}");

    public void Dispose() => _file?.Dispose();
}
