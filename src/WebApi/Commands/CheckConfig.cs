using Messaging.Infrastructure.Realtime.Pusher;

namespace Messaging.WebApi.Commands;

/// <summary>The command <c>check-config</c>: asks the push service instead of starting the app.</summary>
internal static class CheckConfig
{
    /// <returns>The exit code: 1 when something has to be mended.</returns>
    public static async Task<int> CheckConfigAsync(this WebApplication app)
    {
        var findings = await app.Services.GetRequiredService<ConfigCheck>().RunAsync(app.Lifetime.ApplicationStopping);
        foreach (var finding in findings)
            await Console.Out.WriteLineAsync($"{finding.Level.ToString().ToLowerInvariant(),-4}  {finding.Sentence}");
        return findings.Any(finding => finding.Level == ConfigFindingLevel.Fail) ? 1 : 0;
    }
}
