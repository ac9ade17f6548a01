using Messaging.Infrastructure.Jobs;
using Messaging.Infrastructure.Persistence;

namespace Messaging.WebApi.Commands;

/// <summary>The command <c>migrate</c>: brings the schema up to date and ends, before the nodes of a new release start.</summary>
internal static class Migrate
{
    /// <returns>The exit code 0; whatever stops it is thrown, as at the start of the app.</returns>
    public static async Task<int> MigrateAsync(this WebApplication app)
    {
        var applied = await app.Services.MigrateDatabaseAsync(app.Lifetime.ApplicationStopping);
        foreach (var migration in applied)
            await Console.Out.WriteLineAsync($"ok    {migration} is applied.");
        if (applied.Count == 0) await Console.Out.WriteLineAsync("ok    The schema is up to date.");
        app.Services.PrepareJobStorage();
        return 0;
    }
}
