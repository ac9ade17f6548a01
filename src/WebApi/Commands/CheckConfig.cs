using System.CommandLine;
using Messaging.Infrastructure.Realtime.Pusher;

namespace Messaging.WebApi.Commands;

/// <summary>The command <c>check-config</c>: asks the push service instead of starting the app. Fails if a setting has to be corrected.</summary>
internal static class CheckConfig
{
    public static Command Create() => new Command("check-config", "Ask the configured push service whether it accepts the settings.").OnApp(RunAsync);

    private static async Task<int> RunAsync(WebApplication app, ParseResult parsed)
    {
        var findings = await app.Services.GetRequiredService<ConfigCheck>().RunAsync(app.Lifetime.ApplicationStopping);
        foreach (var finding in findings)
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"{finding.Level.ToString().ToLowerInvariant(),-4}  {finding.Sentence}");
        return findings.Any(finding => finding.Level == ConfigFindingLevel.Fail) ? CommandLine.Failed : CommandLine.Succeeded;
    }
}
