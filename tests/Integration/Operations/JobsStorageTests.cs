using Hangfire;
using Hangfire.InMemory;
using Messaging.Integration.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Messaging.Integration.Operations;

/// <summary>The setting <c>Jobs:Storage</c>: events go out whatever keeps Hangfire's jobs.</summary>
public sealed class JobsStorageTests
{
    [Theory, EachDatabase]
    public async Task Jobs_in_memory_leave_nothing_in_the_database_and_events_go_out(DatabaseKind database)
    {
        await using var app = await TestApp.StartAsync(database, settings: new Dictionary<string, string?> { ["Jobs:Storage"] = "Memory" });

        Assert.IsType<InMemoryStorage>(app.Services.GetRequiredService<JobStorage>());
        var (an, _, conversation) = await Person.PairAsync(app.Address);
        await an.SendAsync(conversation, "goes out");
        await using var db = app.Database.OpenContext();
        await Eventually.HoldsAsync("the outbox is empty", async () => !await db.Outbox.AnyAsync(TestContext.Current.CancellationToken));
        if (database == DatabaseKind.Sqlite) return;
        FormattableString count = $"SELECT COUNT(*) AS \"Value\" FROM INFORMATION_SCHEMA.TABLES WHERE LOWER(TABLE_SCHEMA) = 'hangfire'";
        Assert.Equal(0, await db.Database.SqlQuery<int>(count).SingleAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Another_word_is_refused_at_the_start()
    {
        var (exitCode, output) = await AppCommand.RunAsync(
            new Dictionary<string, string?> { ["Jobs:Storage"] = "Redis", ["ASPNETCORE_URLS"] = "http://127.0.0.1:0" });

        Assert.NotEqual(0, exitCode);
        Assert.Contains(output, line => line.Contains("Jobs:Storage", StringComparison.Ordinal));
    }
}
