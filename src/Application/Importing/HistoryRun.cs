using System.Globalization;
using Messaging.Application.Auth;
using Messaging.Application.Common;
using Messaging.Domain.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Application.Importing;

/// <summary>Writes a file that was checked, in transactions of their own.</summary>
internal sealed class HistoryRun(
    IServiceScopeFactory scopes, TimeProvider time, HistoryFile file, HistoryCheck check, Action<string> tell, Action<WorkProgress> report)
{
    /// <summary>Users in one transaction.</summary>
    private const int UserBatch = 100;

    /// <summary>Messages after which a transaction takes no further conversation.</summary>
    private const int MessageBatch = 1_000;

    /// <summary>Conversations in one transaction, at most.</summary>
    private const int ConversationBatch = 200;

    private const string Resume = "Fix the cause and run the command again; it resumes where it stopped.";

    /// <returns>False when something was refused.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        if (file.Problems.Count > 0) return Refuse("Nothing was imported.");

        // From here on only what the app writes meanwhile can be in the way.
        await WriteUsersAsync(cancellationToken);
        if (file.Problems.Count > 0) return Refuse($"Only users were imported. {Resume}");
        var messages = await WriteConversationsAsync(cancellationToken);
        Tell($"Imported {check.NewUsers.Count} new users and {messages} new messages in {file.Conversations.Count} conversations.");
        return file.Problems.Count == 0 || Refuse($"The conversations concerned were left as they were. {Resume}");
    }

    private bool Refuse(string what)
    {
        foreach (var problem in file.Problems) tell(problem);
        if (file.IsFull) Tell($"The check stopped after {HistoryFile.MaxProblems} problems.");
        tell(what);
        return false;
    }

    private async Task WriteUsersAsync(CancellationToken cancellationToken)
    {
        var users = 0;
        foreach (var batch in file.Users.Values.Where(entry => check.NewUsers.Contains(entry.User.Id)).Chunk(UserBatch))
        {
            try
            {
                var hashes = await HashPasswordsAsync(batch, cancellationToken);
                await InTransactionAsync(
                    async scope =>
                    {
                        var newUsers = scope.GetRequiredService<INewUsers>();
                        foreach (var (line, user) in batch) await AddUserAsync(newUsers, line, user, hashes.GetValueOrDefault(user.Id), cancellationToken);
                        return batch.Length;
                    },
                    cancellationToken);
            }
            catch (LineRefusedException refused)
            {
                file.Refuse(refused.Line, refused.Message);
                return;
            }

            report(new WorkProgress("Import", users += batch.Length, check.NewUsers.Count, "users"));
        }
    }

    // Before the transaction: each takes a tenth of a second.
    private async Task<Dictionary<string, string>> HashPasswordsAsync(IEnumerable<(int Line, HistoryUser User)> batch, CancellationToken cancellationToken)
    {
        var hashes = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var scope = scopes.CreateAsyncScope();
        var newUsers = scope.ServiceProvider.GetRequiredService<INewUsers>();
        foreach (var (line, user) in batch)
        {
            if (user.Password is null) continue;
            try
            {
                hashes[user.Id] = await newUsers.HashPasswordAsync(user.UserName, user.DisplayName ?? user.UserName, user.Password, cancellationToken);
            }
            catch (RefusedException refused)
            {
                throw new LineRefusedException(line, refused.Message);
            }
        }

        return hashes;
    }

    private static async Task AddUserAsync(INewUsers newUsers, int line, HistoryUser user, string? passwordHash, CancellationToken cancellationToken)
    {
        try
        {
            var outside = user.Issuer is null ? null : new OutsideSubject(user.Issuer, user.Subject!);
            await newUsers.AddAsync(new NewUser(HistoryIds.UserOf(user.Id), user.UserName, user.DisplayName ?? user.UserName, passwordHash, outside), cancellationToken);
        }
        catch (RefusedException refused)
        {
            throw new LineRefusedException(line, refused.Message);
        }
    }

    private async Task<int> WriteConversationsAsync(CancellationToken cancellationToken)
    {
        var (conversations, messages) = (0, 0);
        foreach (var batch in Batches())
        {
            messages += await WriteAsync(batch, cancellationToken);
            conversations += batch.Count;
            report(new WorkProgress("Import", conversations, file.Conversations.Count, "conversations"));
        }

        return messages;
    }

    /// <summary>New conversations together, because each commit costs time; those that are here one by one, because people write in them.</summary>
    private IEnumerable<List<HistoryConversation>> Batches()
    {
        var (batch, messages) = (new List<HistoryConversation>(), 0);
        foreach (var (_, conversation) in file.Conversations.Values)
        {
            if (check.Known.ContainsKey(conversation.Id))
            {
                yield return [conversation];
                continue;
            }

            batch.Add(conversation);
            messages += file.Messages[conversation.Id].Count;
            if (messages < MessageBatch && batch.Count < ConversationBatch) continue;
            yield return batch;
            (batch, messages) = ([], 0);
        }

        if (batch.Count > 0) yield return batch;
    }

    /// <returns>How many messages are new.</returns>
    private async Task<int> WriteAsync(List<HistoryConversation> batch, CancellationToken cancellationToken, bool isRetry = false)
    {
        try
        {
            return await InTransactionAsync(scope => new ConversationWriter(scope.GetRequiredService<IMessagingDb>(), file, check.Users, time.Now()).WriteAsync(batch, cancellationToken), cancellationToken);
        }
        catch (LineRefusedException refused)
        {
            file.Refuse(refused.Line, refused.Message);
            return 0;
        }
        catch (DbUpdateException) when (!isRetry)
        {
            // Probably somebody opened one of them meanwhile. One by one it is found.
            var messages = 0;
            foreach (var conversation in batch) messages += await WriteAsync([conversation], cancellationToken, isRetry: true);
            return messages;
        }
    }

    private async Task<int> InTransactionAsync(Func<IServiceProvider, Task<int>> work, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IMessagingDb>();
        return await db.InTransactionAsync(_ => work(scope.ServiceProvider), cancellationToken);
    }

    private void Tell(FormattableString line) => tell(line.ToString(CultureInfo.InvariantCulture));
}

/// <summary>A line can no longer be imported, because the app wrote something in the meantime. Ends its transaction.</summary>
internal sealed class LineRefusedException(int line, string sentence) : Exception(sentence)
{
    public int Line { get; } = line;
}
