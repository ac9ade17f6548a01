using System.ComponentModel;
using System.Diagnostics;

namespace Messaging.Load.Compare;

/// <summary>Node.js and the packages of the Socket.IO peer.</summary>
internal static class NodePackages
{
    /// <summary>The sources of the peer, from the folder of the built program.</summary>
    public static string Folder { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../peers/socketio"));

    /// <returns>What Node.js says its version is; null when it or npm is not installed.</returns>
    public static async Task<string?> FindAsync() =>
        await RunAsync("npm", "--version") is null ? null : await RunAsync("node", "--version");

    /// <summary>Installs what the lock file names, when that is not there yet.</summary>
    /// <exception cref="InvalidOperationException">npm failed; the message has what it printed.</exception>
    public static async Task InstallAsync()
    {
        var installed = new FileInfo(Path.Combine(Folder, "node_modules", ".package-lock.json"));
        if (installed.Exists && installed.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(Path.Combine(Folder, "package-lock.json"))) return;
        Console.WriteLine("npm installs the packages of the Socket.IO peer.");
        if (await RunAsync("npm", "ci", "--prefix", Folder, "--no-audit", "--no-fund") is null)
            throw new InvalidOperationException($"npm ci failed in {Folder}. Run it there to see why.");
    }

    /// <returns>The output; null when the program is not there or failed.</returns>
    private static async Task<string?> RunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return process.ExitCode == 0 ? output.Trim() : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
