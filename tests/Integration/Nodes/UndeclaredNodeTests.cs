using Messaging.Infrastructure.Jobs;
using Messaging.Infrastructure.Nodes;
using Messaging.Infrastructure.Persistence;
using Messaging.Integration.Presence;
using Messaging.Integration.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Messaging.Integration.Nodes;

public sealed class UndeclaredNodeTests
{
    [Theory, EachDatabase]
    public async Task Second_node_that_no_setting_tells_of_is_warned_of(DatabaseKind database)
    {
        await using var app = await TestApp.StartAsync(database);
        await SweepAsync(app);
        Assert.DoesNotContain(app.Logs.Lines, IsWarning);

        await app.WithAsync<MessagingDbContext, int>(async db =>
        {
            db.LiveNodes.Add(new LiveNode { Name = "another", ExpiresAt = await db.NowAsync(TestContext.Current.CancellationToken) + TimeSpan.FromMinutes(1) });
            return await ((DbContext)db).SaveChangesAsync(TestContext.Current.CancellationToken);
        });

        await Eventually.HoldsAsync("it is said", async () =>
        {
            await SweepAsync(app);
            return app.Logs.Lines.Any(IsWarning);
        });
    }

    private static bool IsWarning(string line) => line.Contains("2 nodes dispatch from this database, but Push:Nodes is 1", StringComparison.Ordinal);

    private static Task<bool> SweepAsync(TestApp app) => app.WithAsync<RecurringJobs, bool>(async jobs =>
    {
        await jobs.SweepOutboxAsync(TestContext.Current.CancellationToken);
        return true;
    });
}
