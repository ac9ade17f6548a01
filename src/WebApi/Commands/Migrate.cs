using System.CommandLine;
using Messaging.Infrastructure.Jobs;
using Messaging.Infrastructure.Persistence;

namespace Messaging.WebApi.Commands;

/// <summary>The command <c>migrate</c>: brings the schema up to date and ends, before the nodes of a new release start.</summary>
internal static class Migrate
{
    public static Command Create() => new Command("migrate", "Bring the schema of the configured database up to date.").OnApp(RunAsync);

    // Failures are thrown, as at the start of the app.
    private static async Task<int> RunAsync(WebApplication app, ParseResult parsed)
    {
        var output = parsed.InvocationConfiguration.Output;
        var applied = await app.Services.MigrateDatabaseAsync(app.Lifetime.ApplicationStopping);
        foreach (var migration in applied)
            await output.WriteLineAsync($"ok    {migration} is applied.");
        if (applied.Count == 0) await output.WriteLineAsync("ok    The schema is up to date.");
        app.Services.PrepareJobStorage();
        return CommandLine.Succeeded;
    }
}
