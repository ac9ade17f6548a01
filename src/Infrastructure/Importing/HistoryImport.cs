using System.Globalization;
using Messaging.Application.Auth;
using Messaging.Application.Common;
using Messaging.Domain.Common;
using Messaging.Domain.Users;
using Messaging.Infrastructure.Identity;
using Messaging.Infrastructure.Identity.Outside;
using Messaging.Infrastructure.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Messaging.Infrastructure.Importing;

/// <summary>
/// Imports users, conversations and messages of an earlier chat from a file. Existing rows stay as they are, so a file
/// may be imported again, and a longer one adds the new lines. Nobody is notified.
/// </summary>
/// <param name="services">The app's services.</param>
/// <param name="tell">Takes the result and what is wrong; never names or texts of people.</param>
/// <param name="report">Takes the number of users and conversations after each batch.</param>
public sealed class HistoryImport(IServiceProvider services, Action<string> tell, Action<WorkProgress> report)
{
    /// <summary>Users in one transaction.</summary>
    private const int UserBatch = 100;

    /// <summary>Messages after which a transaction takes no further conversation.</summary>
    private const int MessageBatch = 1_000;

    /// <summary>Conversations in one transaction, at most.</summary>
    private const int ConversationBatch = 200;

    private const string Resume = "Fix the cause and run the command again; it resumes where it stopped.";

    private HistoryFile _file = new();

    /// <summary>Checks the whole file, and then writes. Nothing is written when the check finds something wrong.</summary>
    /// <returns>False when something was refused.</returns>
    public async Task<bool> RunAsync(TextReader lines, CancellationToken cancellationToken)
    {
        _file = await HistoryFile.ReadAsync(lines, services.GetRequiredService<TimeProvider>().Now(), cancellationToken);
        if (_file.Problems.Count > 0) return Refused("Nothing was imported.");

        await using var scope = services.CreateAsyncScope();
        var check = new HistoryCheck(
            scope.ServiceProvider.GetRequiredService<MessagingDbContext>(), scope.ServiceProvider.GetRequiredService<UserManager<Account>>(),
            scope.ServiceProvider.GetRequiredService<IOptions<AdminOptions>>().Value, _file);
        await check.RunAsync(cancellationToken);
        if (_file.Problems.Count > 0) return Refused("Nothing was imported.");

        // From here on only what the app writes meanwhile can be in the way.
        await WriteUsersAsync(check, cancellationToken);
        if (_file.Problems.Count > 0) return Refused($"Only users were imported. {Resume}");
        var messages = await WriteConversationsAsync(check, cancellationToken);
        Tell($"Imported {check.NewUsers.Count} new users and {messages} new messages in {_file.Conversations.Count} conversations.");
        return _file.Problems.Count == 0 || Refused($"The conversations concerned were left as they were. {Resume}");
    }

    private bool Refused(string what)
    {
        foreach (var problem in _file.Problems) tell(problem);
        if (_file.IsFull) Tell($"The check stopped after {HistoryFile.MaxProblems} problems.");
        tell(what);
        return false;
    }

    private async Task WriteUsersAsync(HistoryCheck check, CancellationToken cancellationToken)
    {
        foreach (var batch in _file.Users.Values.Where(entry => check.NewUsers.Contains(entry.User.Id)).Chunk(UserBatch))
        {
            try
            {
                var hashes = await HashPasswordsAsync(batch, cancellationToken);
                await InTransactionAsync(
                    async scope =>
                    {
                        foreach (var (line, user) in batch) await AddUserAsync(scope, line, user, hashes.GetValueOrDefault(user.Id), cancellationToken);
                        return batch.Length;
                    },
                    cancellationToken);
            }
            catch (LineRefusedException refused)
            {
                _file.Refuse(refused.Line, refused.Message);
                return;
            }
        }
    }

    // Before the transaction: each takes a tenth of a second.
    private async Task<Dictionary<string, string>> HashPasswordsAsync(IEnumerable<(int Line, HistoryUser User)> batch, CancellationToken cancellationToken)
    {
        var hashes = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var scope = services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<IAccounts>();
        foreach (var (line, user) in batch)
        {
            if (user.Password is null) continue;
            try
            {
                hashes[user.Id] = await accounts.HashNewPasswordAsync(user.UserName, user.DisplayName ?? user.UserName, user.Password, cancellationToken);
            }
            catch (RefusedException refused)
            {
                throw new LineRefusedException(line, refused.Message);
            }
        }

        return hashes;
    }

    private static async Task AddUserAsync(IServiceProvider scope, int line, HistoryUser user, string? passwordHash, CancellationToken cancellationToken)
    {
        var db = scope.GetRequiredService<MessagingDbContext>();
        var name = Account.Normalize(user.UserName);
        if (await db.Accounts.AnyAsync(account => account.NormalizedUserName == name, cancellationToken))
            throw new LineRefusedException(line, "The user name was registered meanwhile.");

        var id = HistoryIds.UserOf(user.Id);
        var now = scope.GetRequiredService<TimeProvider>().Now();
        db.Users.Add(new User(id, user.UserName, user.DisplayName ?? user.UserName, now));
        if (user.Issuer is not null) db.OutsideIdentities.Add(new OutsideIdentity(user.Issuer, user.Subject!, id, now));
        // Without a password the account only holds the user name.
        if (passwordHash is null)
        {
            db.Accounts.Add(Account.WithoutPassword(id, user.UserName));
            return;
        }

        try
        {
            await scope.GetRequiredService<IAccounts>().CreateAsync(id, user.UserName, passwordHash, cancellationToken);
        }
        catch (RefusedException refused)
        {
            throw new LineRefusedException(line, refused.Message);
        }
    }

    private async Task<int> WriteConversationsAsync(HistoryCheck check, CancellationToken cancellationToken)
    {
        var (conversations, messages) = (0, 0);
        foreach (var batch in Batches(check))
        {
            messages += await WriteAsync(check, batch, cancellationToken);
            conversations += batch.Count;
            report(new WorkProgress("Import", conversations, _file.Conversations.Count, "conversations"));
        }

        return messages;
    }

    /// <summary>New conversations together, because each commit costs time; those that are here one by one, because people write in them.</summary>
    private IEnumerable<List<HistoryConversation>> Batches(HistoryCheck check)
    {
        var (batch, messages) = (new List<HistoryConversation>(), 0);
        foreach (var (_, conversation) in _file.Conversations.Values)
        {
            if (check.Known.ContainsKey(conversation.Id))
            {
                yield return [conversation];
                continue;
            }

            batch.Add(conversation);
            messages += _file.Messages[conversation.Id].Count;
            if (messages < MessageBatch && batch.Count < ConversationBatch) continue;
            yield return batch;
            (batch, messages) = ([], 0);
        }

        if (batch.Count > 0) yield return batch;
    }

    /// <returns>How many messages are new.</returns>
    private async Task<int> WriteAsync(HistoryCheck check, List<HistoryConversation> batch, CancellationToken cancellationToken, bool isRetry = false)
    {
        try
        {
            return await InTransactionAsync(scope => new ConversationWriter(scope, _file, check.Users).WriteAsync(batch, cancellationToken), cancellationToken);
        }
        catch (LineRefusedException refused)
        {
            _file.Refuse(refused.Line, refused.Message);
            return 0;
        }
        catch (DbUpdateException exception) when (!isRetry && UniqueViolations.Is(exception))
        {
            // Somebody opened one of them meanwhile. One by one it is found.
            var messages = 0;
            foreach (var conversation in batch) messages += await WriteAsync(check, [conversation], cancellationToken, isRetry: true);
            return messages;
        }
    }

    private async Task<int> InTransactionAsync(Func<IServiceProvider, Task<int>> work, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MessagingDbContext>();
        return await db.InTransactionAsync(_ => work(scope.ServiceProvider), cancellationToken);
    }

    private void Tell(FormattableString line) => tell(line.ToString(CultureInfo.InvariantCulture));
}

/// <summary>A line cannot be taken any more, because the app wrote something meanwhile. Ends its transaction.</summary>
internal sealed class LineRefusedException(int line, string sentence) : Exception(sentence)
{
    public int Line { get; } = line;
}
