using System.Diagnostics;
using Messaging.Integration.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Messaging.Integration.Operations;

/// <summary>A SQLite file has one owner, and a process that was killed leaves nothing that stops the next start.</summary>
public sealed class StartAfterKillTests
{
    private const int Kills = 50;

    [Fact]
    public async Task Migration_lock_of_a_killed_process_is_cleared()
    {
        await using var data = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using (var db = data.OpenContext())
        {
            await db.Database.ExecuteSqlRawAsync(
                """
                CREATE TABLE IF NOT EXISTS "__EFMigrationsLock" ("Id" INTEGER NOT NULL PRIMARY KEY, "Timestamp" TEXT NOT NULL);
                INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-01 00:00:00');
                """,
                TestContext.Current.CancellationToken);
        }

        Assert.Equal(["ok    The schema is up to date."], (await AppCommand.RunAsync(data.Settings, 0, "migrate")).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Second_process_on_the_file_is_refused_in_a_sentence()
    {
        await using var app = await AppProcess.StartNewAsync();
        var settings = new Dictionary<string, string?> { ["Data:Directory"] = Path.Combine(app.Home, "data"), ["ASPNETCORE_URLS"] = "http://127.0.0.1:0" };

        foreach (var command in new string[][] { [], ["migrate"], ["migrate-data", "--to", "PostgreSql", "--connection", "Host=nowhere"] })
        {
            var output = await AppCommand.RunAsync(settings, 1, command);

            Assert.Contains("The app is running already", output, StringComparison.Ordinal);
            Assert.Contains("messaging.db.lock", output, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        }

        await app.KillAsync();
        Assert.Contains("up to date", await AppCommand.RunAsync(settings, 0, "migrate"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Killed_at_any_moment_of_its_starts_the_app_starts_again()
    {
        var measured = Stopwatch.StartNew();
        await using var app = await AppProcess.StartNewAsync();
        var whole = measured.Elapsed;
        await Person.PairAsync(app.Address);
        await app.KillAsync();

        // Moments of the whole start, in a random order; every fifth on an empty folder, where the start migrates most.
        var moments = Enumerable.Range(0, Kills).Select(i => whole * i / Kills).ToArray();
        Random.Shared.Shuffle(moments);
        for (var i = 0; i < Kills; i++)
        {
            if (i % 5 == 0) Directory.Delete(Path.Combine(app.Home, "data"), recursive: true);
            await app.KillWhileStartingAsync(moments[i]);
        }

        measured.Restart();
        await app.StartAsync();
        Assert.True(measured.Elapsed < TimeSpan.FromSeconds(30) + (3 * whole), $"The start took {measured.Elapsed}.");
        var (an, _, conversation) = await Person.PairAsync(app.Address);
        await an.SendAsync(conversation, "still here");
    }
}
