using System.Reflection;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace Messaging.Integration.Support;

/// <summary>
/// Runs a theory once on every database. One that is not there shows as skipped with the reason, so
/// that a hole is seen; with <c>CI=true</c> a missing PostgreSQL is a failure instead.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class EachDatabaseAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) => new(
    [
        new TheoryDataRow<DatabaseKind>(DatabaseKind.Sqlite),
        new TheoryDataRow<DatabaseKind>(DatabaseKind.PostgreSql)
        {
            Skip = Environment.GetEnvironmentVariable("CI") == "true" ? null : PostgresCluster.WhyMissing,
        },
        new TheoryDataRow<DatabaseKind>(DatabaseKind.SqlServer) { Skip = SqlServer.WhyMissing },
    ]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
