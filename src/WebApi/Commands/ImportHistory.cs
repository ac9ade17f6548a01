using System.CommandLine;
using System.Text;
using Messaging.Infrastructure.Persistence;

namespace Messaging.WebApi.Commands;

/// <summary>The command <c>import-history</c>: takes users and messages of an earlier chat from a file. Fails when something is wrong in it.</summary>
internal static class ImportHistory
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("file") { Description = "Users, conversations and messages as lines of JSON: docs/migrating-from-socketio.md." };
        file.AcceptExistingOnly();
        return new Command("import-history", "Import the users and messages of an earlier chat.") { file }.OnApp((app, parsed) => RunAsync(app, parsed.GetRequiredValue(file), parsed.InvocationConfiguration.Output));
    }

    private static async Task<int> RunAsync(WebApplication app, FileInfo file, TextWriter output)
    {
        await app.Services.PrepareDatabaseAsync(mayShareFile: true, app.Lifetime.ApplicationStopping);
        // Bytes that are not UTF-8 become U+FFFD, which the check refuses with the number of the line.
        using var lines = new StreamReader(file.FullName, Encoding.UTF8, detectEncodingFromByteOrderMarks: false);
        var progress = ProgressLine.To(output, app.Services.GetRequiredService<TimeProvider>());
        var isDone = await app.Services.GetRequiredService<Application.Importing.ImportHistory>().RunAsync(lines, progress.WriteLine, progress.Report, app.Lifetime.ApplicationStopping);
        return isDone ? CommandLine.Succeeded : CommandLine.Failed;
    }
}
