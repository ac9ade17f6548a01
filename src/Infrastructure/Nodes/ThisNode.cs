using Messaging.Infrastructure.Outbox;
using Messaging.Infrastructure.Persistence;
using Microsoft.Extensions.Options;

namespace Messaging.Infrastructure.Nodes;

/// <summary>
/// The name under which this process holds leases. A SQLite file has one process, so there the name
/// is always the same and a restart after a crash need not wait for the old leases to run out.
/// </summary>
internal sealed class ThisNode(IOptions<OutboxOptions> options, IOptions<DatabaseOptions> database)
{
    public string Name { get; } = options.Value.NodeName
        ?? (database.Value.Provider == DatabaseProvider.Sqlite ? "single" : $"{Environment.MachineName}-{Guid.NewGuid():N}");
}
