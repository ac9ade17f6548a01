using Messaging.Application.Auth;
using Messaging.Application.Common;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Application.Importing;

/// <summary>
/// Imports users, conversations and messages of an earlier chat from a file. Existing rows stay as they are, so a file
/// may be imported again, and a longer one adds the new lines. Nobody is notified.
/// </summary>
public sealed class ImportHistory(IServiceScopeFactory scopes, TimeProvider time)
{
    /// <summary>Checks the whole file, and then writes. Nothing is written when the check finds something wrong.</summary>
    /// <param name="lines">The file.</param>
    /// <param name="tell">Takes the result and what is wrong; never names or texts of people.</param>
    /// <param name="report">Takes the number of users and conversations after each batch.</param>
    /// <param name="cancellationToken">Ends the import between two batches.</param>
    /// <returns>False when something was refused.</returns>
    public async Task<bool> RunAsync(TextReader lines, Action<string> tell, Action<WorkProgress> report, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var newUsers = scope.ServiceProvider.GetRequiredService<INewUsers>();
        var file = await HistoryFile.ReadAsync(lines, newUsers, time, cancellationToken);
        var check = new HistoryCheck(scope.ServiceProvider.GetRequiredService<IMessagingDb>(), newUsers, file);
        if (file.Problems.Count == 0) await check.RunAsync(cancellationToken);
        return await new HistoryRun(scopes, time, file, check, tell, report).RunAsync(cancellationToken);
    }
}
