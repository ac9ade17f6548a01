using System.Globalization;
using Messaging.Application.Auth;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Messaging.Domain.Messages;
using Messaging.Domain.Users;
using Messaging.Infrastructure.Identity;
using Messaging.Infrastructure.Identity.Outside;
using Messaging.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Messaging.Infrastructure.Importing;

/// <summary>
/// Takes users, conversations and messages of an earlier chat from a file. What is there already stays
/// as it is, so a file may be imported again, and a longer one adds what is new. Nobody is notified.
/// </summary>
/// <param name="services">The app's services.</param>
/// <param name="tell">Takes lines of progress and what is wrong; never names or texts of people.</param>
public sealed class HistoryImport(IServiceProvider services, Action<string> tell)
{
    private readonly Dictionary<string, UserId> _users = new(StringComparer.Ordinal);
    private HistoryFile _file = new();

    /// <returns>False when something is wrong with the file: then nothing of the conversation concerned was written, or nothing at all.</returns>
    public async Task<bool> RunAsync(TextReader lines, CancellationToken cancellationToken)
    {
        _file = await HistoryFile.ReadAsync(lines, cancellationToken);
        if (_file.Problems.Count > 0) return Refused("Nothing was imported.");

        var (users, conversations, messages) = (0, 0, 0);
        foreach (var (line, user) in _file.Users.Values)
        {
            try
            {
                users += await InTransactionAsync(scope => TakeUserAsync(scope, user, cancellationToken), cancellationToken);
            }
            catch (RefusedException refused)
            {
                _file.Refuse(line, refused.Message);
            }
        }

        if (_file.Problems.Count > 0) return Refused("Only users were imported: mend these and run it again.");
        foreach (var conversation in _file.Conversations.Values)
        {
            var added = await InTransactionAsync(scope => TakeConversationAsync(scope, conversation, cancellationToken), cancellationToken);
            conversations++;
            messages += added;
            if (conversations % 100 == 0) Tell($"{conversations} of {_file.Conversations.Count} conversations");
        }

        Tell($"Imported {users} new users and {messages} new messages in {conversations} conversations.");
        return _file.Problems.Count == 0 || Refused("The conversations concerned were left as they were.");
    }

    private bool Refused(string what)
    {
        foreach (var problem in _file.Problems) tell(problem);
        tell(what);
        return false;
    }

    private async Task<int> InTransactionAsync(Func<IServiceProvider, Task<int>> work, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MessagingDbContext>();
        return await db.InTransactionAsync(_ => work(scope.ServiceProvider), cancellationToken);
    }

    private async Task<int> TakeUserAsync(IServiceProvider scope, HistoryUser user, CancellationToken cancellationToken)
    {
        var db = scope.GetRequiredService<MessagingDbContext>();
        if (await FindUserAsync(db, user, cancellationToken) is { } known)
        {
            _users[user.Id] = known;
            return 0;
        }

        // As in registering: whoever had this name in the old chat must not become an admin here.
        if (scope.GetRequiredService<IOptions<AdminOptions>>().Value.IsAdmin(user.UserName))
            throw new RefusedException(Refusal.Conflict, "user_name_reserved", "The user name is in Admin:UserNames: take it out of the list for the import.");
        var name = Account.Normalize(user.UserName);
        if (await db.Accounts.AnyAsync(account => account.NormalizedUserName == name, cancellationToken))
            throw new RefusedException(Refusal.Conflict, "user_name_taken", "The user name belongs to somebody else here.");

        var id = _users[user.Id] = HistoryIds.UserOf(user.Id);
        var now = scope.GetRequiredService<TimeProvider>().Now();
        db.Users.Add(new User(id, user.UserName, user.DisplayName ?? user.UserName, now));
        if (user.Issuer is not null) db.OutsideIdentities.Add(new OutsideIdentity(user.Issuer, user.Subject!, id, now));
        // Without a password the account only holds the user name.
        if (user.Password is null) db.Accounts.Add(Account.WithoutPassword(id, user.UserName));
        else await scope.GetRequiredService<IAccounts>().CreateAsync(id, user.UserName, user.Password, cancellationToken);
        return 1;
    }

    /// <summary>Somebody who was imported before, has come with a token, or has registered.</summary>
    private static async Task<UserId?> FindUserAsync(MessagingDbContext db, HistoryUser user, CancellationToken cancellationToken)
    {
        var id = HistoryIds.UserOf(user.Id);
        if (await db.Users.AnyAsync(row => row.Id == id, cancellationToken)) return id;
        if (user.Issuer is not null)
            return await db.OutsideIdentities.Where(row => row.Issuer == user.Issuer && row.Subject == user.Subject).Select(row => (UserId?)row.UserId).SingleOrDefaultAsync(cancellationToken);

        var name = Account.Normalize(user.UserName);
        var account = await db.Accounts.Where(row => row.NormalizedUserName == name).Select(row => (Guid?)row.Id).SingleOrDefaultAsync(cancellationToken);
        return account is { } found ? new UserId(found) : null;
    }

    /// <returns>How many messages are new.</returns>
    private async Task<int> TakeConversationAsync(IServiceProvider scope, HistoryConversation line, CancellationToken cancellationToken)
    {
        var db = scope.GetRequiredService<MessagingDbContext>();
        UserId[] members = [.. line.Members.Select(member => _users[member])];
        // In order of time; of the same millisecond, as they stand in the file.
        var messages = _file.Messages[line.Id].OrderBy(entry => entry.Message.SentAt).ToList();
        var now = scope.GetRequiredService<TimeProvider>().Now();
        var conversation = await FindConversationAsync(db, line, members, cancellationToken)
            ?? await OpenAsync(db, line, members, messages.Count == 0 ? now : messages[0].Message.SentAt, cancellationToken);

        var known = await db.Messages.Where(row => row.ConversationId == conversation.Id).Select(row => new { row.Id, row.Sequence, row.SenderId, row.SentAt }).ToListAsync(cancellationToken);
        var sequences = known.ToDictionary(row => row.Id, row => row.Sequence);
        var newest = known.Count == 0 ? DateTimeOffset.MinValue : known.Max(row => row.SentAt);
        messages.RemoveAll(entry => sequences.ContainsKey(HistoryIds.MessageOf(entry.Message)));
        if (messages.Find(entry => entry.Message.SentAt < newest || conversation.Active.All(member => member.UserId != _users[entry.Message.Sender])) is { Line: > 0 } wrong)
        {
            _file.Refuse(wrong.Line, "The message is older than one that the conversation has already, or its sender has left: numbers are given in order of time and never changed.");
            db.ChangeTracker.Clear();
            return 0;
        }

        foreach (var (_, message) in messages)
        {
            var added = conversation.Import(HistoryIds.MessageOf(message), _users[message.Sender], MessageBody.Normalize(message.Body), message.SentAt);
            sequences[added.Id] = added.Sequence;
            db.Messages.Add(added);
        }

        await TakeReadsAsync(db, conversation, line, sequences, now, cancellationToken);
        // One change of everybody's list for all of it. The events are dropped: a push for each old message would help nobody.
        if (messages.Count > 0) conversation.Refresh();
        conversation.TakeEvents();
        return messages.Count;
    }

    private static async Task<Conversation?> FindConversationAsync(
        MessagingDbContext db, HistoryConversation line, UserId[] members, CancellationToken cancellationToken)
    {
        var id = HistoryIds.ConversationOf(line.Id);
        var pair = line.Kind == ConversationKind.Direct ? Conversation.PairKeyOf(members[0], members[1]) : null;
        var same = pair is null ? db.Conversations.Where(row => row.Id == id) : db.Conversations.Where(row => row.PairKey == pair);
        var found = await same
            .Select(row => new { row.Id, Member = row.Members.Select(member => (UserId?)member.UserId).FirstOrDefault() }).SingleOrDefaultAsync(cancellationToken);
        return found?.Member is { } member ? await db.LockConversationAsync(found.Id, member, cancellationToken) : null;
    }

    private static async Task<Conversation> OpenAsync(
        MessagingDbContext db, HistoryConversation line, UserId[] members, DateTimeOffset openedAt, CancellationToken cancellationToken)
    {
        var users = (await db.LockUsersAsync(members, cancellationToken)).ToDictionary(user => user.Id);
        var id = HistoryIds.ConversationOf(line.Id);
        var conversation = line.Kind == ConversationKind.Direct
            ? Conversation.OpenDirect(id, users[members[0]], users[members[1]], openedAt)
            : Conversation.OpenGroup(id, users[members[0]], line.Title!.Trim(), [.. members.Skip(1).Select(member => users[member])], openedAt);
        db.Conversations.Add(conversation);
        if (conversation.LastMessage is { } opening) db.Messages.Add(opening);
        // Saved here, so that the questions below see it. The events are not to be stored.
        conversation.TakeEvents();
        await db.SaveChangesAsync(cancellationToken);
        return conversation;
    }

    private async Task TakeReadsAsync(
        MessagingDbContext db, Conversation conversation, HistoryConversation line, Dictionary<MessageId, long> sequences, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (_file.Reads[line.Id] is not { Count: > 0 } reads) return;
        // Saved here, so that the new messages count.
        await db.SaveChangesAsync(cancellationToken);
        var messages = _file.Messages[line.Id].ToDictionary(entry => entry.Message.Id, entry => entry.Message, StringComparer.Ordinal);
        foreach (var read in reads)
        {
            var (reader, sequence) = (_users[read.User], sequences[HistoryIds.MessageOf(messages[read.Message])]);
            if (conversation.Active.All(member => member.UserId != reader)) continue;
            var unread = await db.Messages.CountAsync(
                row => row.ConversationId == conversation.Id && row.Sequence > sequence && row.SenderId != reader && row.DeletedAt == null, cancellationToken);
            conversation.MarkRead(reader, sequence, unread, isBlocked: false, now);
        }
    }

    private void Tell(FormattableString line) => tell(line.ToString(CultureInfo.InvariantCulture));
}
