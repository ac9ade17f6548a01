using System.Text;
using Messaging.Infrastructure.Importing;
using Messaging.Infrastructure.Persistence;

namespace Messaging.WebApi.Commands;

/// <summary>The command <c>import-history</c>: takes users and messages of an earlier chat from a file.</summary>
internal static class ImportHistory
{
    /// <returns>The exit code: 0 imported, 1 something is wrong in the file, 2 wrong arguments.</returns>
    public static async Task<int> ImportHistoryAsync(this WebApplication app, string[] args)
    {
        if (args is not [_, var path, ..] || !File.Exists(path))
        {
            await Console.Error.WriteLineAsync("usage: import-history file.jsonl (see docs/migrating-from-socketio.md)");
            return 2;
        }

        await app.Services.PrepareDatabaseAsync(mayShareFile: true, app.Lifetime.ApplicationStopping);
        // Bytes that are not UTF-8 become U+FFFD, which the check refuses with the number of the line.
        using var lines = new StreamReader(path, Encoding.UTF8, detectEncodingFromByteOrderMarks: false);
        return await new HistoryImport(app.Services, Console.WriteLine).RunAsync(lines, app.Lifetime.ApplicationStopping) ? 0 : 1;
    }
}
