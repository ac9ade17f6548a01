using System.Globalization;
using Hangfire;
using Hangfire.Common;
using Hangfire.States;
using Messaging.Infrastructure.Jobs;
using Messaging.Infrastructure.Persistence;
using Messaging.Integration.Support;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace Messaging.Integration.Nodes;

/// <summary>
/// Hangfire on PostgreSQL, as the app configures it, tells other processes of a job and hears of theirs.
/// Within a process it has a shorter way, which would hide it if this did not work: hence in two halves.
/// </summary>
public sealed class HangfireQueueTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task New_job_is_told()
    {
        await using var database = await NodeDatabase.CreateAsync();
        var storage = StorageOf(database);
        await using var connection = new NpgsqlConnection($"{database.ConnectionString};Pooling=False");
        await connection.OpenAsync(Cancel);
        await using (var listen = new NpgsqlCommand("LISTEN new_job", connection)) await listen.ExecuteNonQueryAsync(Cancel);

        new BackgroundJobClient(storage).Create(Job.FromExpression(() => TestJob.DoNothing()), new EnqueuedState());

        Assert.True(await connection.WaitAsync(TimeSpan.FromSeconds(30), Cancel));
    }

    [Fact]
    public async Task Job_of_another_process_is_taken_when_it_is_told()
    {
        await using var database = await NodeDatabase.CreateAsync();
        var storage = StorageOf(database);
        using var server = new BackgroundJobServer(new BackgroundJobServerOptions { WorkerCount = 1 }, storage);
        await using var db = database.OpenContext();

        // Without hearing, the queue is looked at every 15 s, and this takes a minute and a half.
        await PassOnAsync(db, new BackgroundJobClient(storage), jobs: 6).WaitAsync(TimeSpan.FromSeconds(45), Cancel);
    }

    /// <summary>Puts jobs into the queue behind Hangfire's back, one after the other is taken.</summary>
    private static async Task PassOnAsync(DbContext db, BackgroundJobClient client, int jobs)
    {
        for (var i = 0; i < jobs; i++)
        {
            var id = long.Parse(client.Create(Job.FromExpression(() => TestJob.DoNothing()), new DeletedState()), CultureInfo.InvariantCulture);
            await db.Database.ExecuteSqlAsync($"INSERT INTO hangfire.jobqueue (jobid, queue) VALUES ({id}, 'default')", Cancel);
            await db.Database.ExecuteSqlAsync($"NOTIFY new_job", Cancel);
            await Eventually.HoldsAsync(
                "the job is taken", async () => await db.Database.SqlQuery<int>($"SELECT count(*)::int AS \"Value\" FROM hangfire.jobqueue").SingleAsync(Cancel) == 0);
        }
    }

    private static JobStorage StorageOf(TestDatabase database) =>
        JobsRegistration.StorageFor(new DatabaseOptions { Provider = DatabaseProvider.PostgreSql, ConnectionString = database.ConnectionString });

    /// <summary>Hangfire runs public methods only.</summary>
    public static class TestJob
    {
        public static void DoNothing()
        {
        }
    }
}
