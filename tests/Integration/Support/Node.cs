using System.Diagnostics;
using System.Text;
using Xunit;

namespace Messaging.Integration.Support;

/// <summary>
/// Runs programs with Node, for tests that need the official npm packages. Without Node those tests
/// are skipped with a reason, except where <c>CI=true</c>: there they fail.
/// </summary>
internal static class Node
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly SemaphoreSlim Installing = new(1);

    // More at once only wait for each other, and then for too long.
    private static readonly SemaphoreSlim Running = new(2);

    /// <summary>The folder <c>tests/Integration/npm</c>, where the packages are.</summary>
    public static string Folder { get; } = FindFolder();

    /// <summary>Runs a script of <see cref="Folder"/> to its end and fails the test unless it ends with 0.</summary>
    /// <param name="script">Path below the folder.</param>
    /// <param name="arguments">Passed on; not through a shell.</param>
    /// <returns>What the script wrote to its standard output.</returns>
    public static async Task<string> RunAsync(string script, params string[] arguments)
    {
        await InstallAsync();
        await Running.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            var (exitCode, output, errors) = await StartAsync("node", [Path.Combine(Folder, script), .. arguments]);
            Assert.True(exitCode == 0, $"node {script} {arguments.FirstOrDefault()} ended with {exitCode}\n{output}\n{errors}");
            return output;
        }
        finally
        {
            Running.Release();
        }
    }

    /// <summary>Runs a program to its end and fails the test unless it ends with 0.</summary>
    /// <param name="folder">Where it runs.</param>
    /// <param name="program">On the path; <c>npm</c> and <c>node</c>, say.</param>
    /// <param name="arguments">Passed on; not through a shell.</param>
    public static async Task<string> RunInAsync(string folder, string program, params string[] arguments)
    {
        var name = program == "npm" && OperatingSystem.IsWindows() ? "npm.cmd" : program;
        var (exitCode, output, errors) = await StartAsync(name, arguments, folder);
        Assert.True(exitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {exitCode}\n{output}\n{errors}");
        return output;
    }

    /// <summary>Skips the test, or fails it in CI, where Node is not there. Installs the packages if that was not done yet.</summary>
    /// <param name="folder">Where the packages belong; without it, <see cref="Folder"/>.</param>
    public static async Task InstallAsync(string? folder = null)
    {
        folder ??= Folder;
        await Installing.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (!await IsThereAsync())
            {
                const string Reason = "Node is not installed; the official npm packages cannot run";
                Assert.False(Environment.GetEnvironmentVariable("CI") == "true", Reason);
                Assert.Skip(Reason);
            }

            // npm writes this file last. Older than the lock file: packages were added since.
            var installed = new FileInfo(Path.Combine(folder, "node_modules", ".package-lock.json"));
            if (installed.Exists && installed.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(Path.Combine(folder, "package-lock.json")))
                return;
            await RunInAsync(folder, "npm", "ci", "--no-audit", "--no-fund");
        }
        finally
        {
            Installing.Release();
        }
    }

    private static async Task<bool> IsThereAsync()
    {
        try
        {
            return (await StartAsync("node", ["--version"])).ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static async Task<(int ExitCode, string Output, string Errors)> StartAsync(string program, IEnumerable<string> arguments, string? folder = null)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder ?? Folder,
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardOutputEncoding = Encoding.UTF8,
                StandardErrorEncoding = Encoding.UTF8,
            },
        };
        process.Start();
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

        return (process.ExitCode, await output, await errors);
    }

    private static string FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Messaging.sln")))
                return Path.Combine(folder.FullName, "tests", "Integration", "npm");
        }

        throw new DirectoryNotFoundException("The solution's folder is not above the tests");
    }
}
