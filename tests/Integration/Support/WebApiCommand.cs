using System.Diagnostics;
using Xunit;

namespace Messaging.Integration.Support;

/// <summary>Runs a command of the app (<c>smoke</c>, <c>check-config</c> …) to its end, in an empty folder and without the settings of this machine.</summary>
internal static class WebApiCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <returns>The exit code, and the lines of the output without empty ones.</returns>
    public static Task<(int ExitCode, string[] Output)> RunAsync(params string[] arguments) => RunAsync(new Dictionary<string, string?>(), arguments);

    /// <param name="settings">Environment of the process; null takes a variable away.</param>
    /// <param name="arguments">The command and what belongs to it.</param>
    public static async Task<(int ExitCode, string[] Output)> RunAsync(IReadOnlyDictionary<string, string?> settings, params string[] arguments)
    {
        var home = Directory.CreateTempSubdirectory("messaging-command-");
        try
        {
            var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Messaging.WebApi.dll"), .. arguments])
            {
                WorkingDirectory = home.FullName,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            };
            foreach (var (key, value) in settings) start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
            using var process = Process.Start(start)!;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            limit.CancelAfter(Patience);
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }

            return (process.ExitCode, [.. $"{await output}\n{await errors}".Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)]);
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }
}
