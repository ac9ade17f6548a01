using System.Collections.Concurrent;
using Messaging.Integration.Support;
using Xunit;

[assembly: AssemblyFixture(typeof(Apps))]

namespace Messaging.Integration.Support;

/// <summary>
/// The apps that tests share, one per database, started when first asked for. For tests that need
/// nothing but users of their own; whoever changes settings or the clock starts a <see cref="TestApp"/>.
/// </summary>
public sealed class Apps : IAsyncDisposable
{
    /// <summary>This user is an admin in every app of the tests.</summary>
    internal const string AdminName = "admin";

    private static readonly ConcurrentDictionary<DatabaseKind, Lazy<Task<TestApp>>> Started = [];

    internal static Task<TestApp> OnAsync(DatabaseKind database) =>
        Started.GetOrAdd(database, kind => new Lazy<Task<TestApp>>(() => TestApp.StartAsync(kind))).Value;

    public async ValueTask DisposeAsync()
    {
        try
        {
            foreach (var app in Started.Values) await (await app.Value).DisposeAsync();
        }
        finally
        {
            await PostgresCluster.StopAsync();
            await SqlServer.StopAsync();
        }
    }
}
