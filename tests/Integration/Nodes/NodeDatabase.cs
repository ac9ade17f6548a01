using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Nodes;

/// <summary>The database that nodes share. Only PostgreSQL can be had here by several processes.</summary>
internal static class NodeDatabase
{
    /// <summary>Skips the test, or fails it in CI, where there is no PostgreSQL.</summary>
    public static Task<TestDatabase> CreateAsync()
    {
        if (PostgresCluster.WhyMissing is { } why && Environment.GetEnvironmentVariable("CI") != "true") Assert.Skip(why);
        return TestDatabase.CreateAsync(DatabaseKind.PostgreSql);
    }
}
