using Messaging.Application.Common;
using Messaging.Domain.Common;
using Messaging.Domain.Presence;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Presence.Tables;

/// <summary>
/// Changes rows of presence in short transactions of their own. Webhooks, polls and jobs meet here,
/// on any node: the row's version tells who came second, and that one starts over.
/// </summary>
public sealed class PresenceWriter(IMessagingDb db)
{
    private const int Attempts = 5;
    private const int RowsAtOnce = 200;

    /// <summary>Changes the presence of these users; those who are not ours are passed over.</summary>
    /// <param name="ids">The users; rows are made where there are none.</param>
    /// <param name="change">May run again on fresh rows.</param>
    /// <param name="cancellationToken">Ends the work between two transactions.</param>
    public async Task ChangeAsync(IEnumerable<UserId> ids, Action<UserPresence> change, CancellationToken cancellationToken)
    {
        foreach (var chunk in ids.Distinct().Chunk(RowsAtOnce))
        {
            await RetryAsync(async cancellation =>
            {
                foreach (var presence in await LoadAsync(chunk, cancellation)) change(presence);
            }, cancellationToken);
        }
    }

    /// <summary>Applies what the push service reported about chats, for members of them.</summary>
    public Task ReportViewersAsync(DateTimeOffset at, IReadOnlyCollection<(ConversationId Conversation, UserId User, bool IsPresent)> reports, CancellationToken cancellationToken) =>
        reports.Count == 0 ? Task.CompletedTask : RetryAsync(async cancellation =>
        {
            var conversations = reports.Select(report => report.Conversation).Distinct().ToArray();
            var users = reports.Select(report => report.User).Distinct().ToArray();
            var known = await db.ChatViewers
                .Where(viewer => conversations.Contains(viewer.ConversationId) && users.Contains(viewer.UserId))
                .ToDictionaryAsync(viewer => (viewer.ConversationId, viewer.UserId), cancellation);
            var members = (await db.Members
                .Where(member => conversations.Contains(member.ConversationId) && users.Contains(member.UserId))
                .Select(member => new { member.ConversationId, member.UserId })
                .ToListAsync(cancellation)).ConvertAll(member => (member.ConversationId, member.UserId)).ToHashSet();
            foreach (var (conversation, user, isPresent) in reports)
            {
                if (!known.TryGetValue((conversation, user), out var viewer))
                {
                    if (!members.Contains((conversation, user))) continue;
                    known.Add((conversation, user), viewer = db.ChatViewers.Add(new ChatViewer(conversation, user)).Entity);
                }

                viewer.Report(isPresent, at);
            }
        }, cancellationToken);

    private async Task<List<UserPresence>> LoadAsync(UserId[] ids, CancellationToken cancellationToken)
    {
        var rows = await db.Presences.Where(presence => ids.Contains(presence.Id)).ToListAsync(cancellationToken);
        if (rows.Count == ids.Length) return rows;

        // One push app may serve several installations: a signed report can name users of another.
        var missing = ids.Except(rows.Select(presence => presence.Id)).ToArray();
        foreach (var id in await db.Users.Where(user => missing.Contains(user.Id)).Select(user => user.Id).ToListAsync(cancellationToken))
            rows.Add(db.Presences.Add(new UserPresence(id)).Entity);
        return rows;
    }

    private async Task RetryAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await db.InTransactionAsync(async cancellation =>
                {
                    await work(cancellation);
                    return true;
                }, cancellationToken);
                return;
            }
            catch (DbUpdateException) when (attempt < Attempts)
            {
                // Somebody else changed or made the same row. The next attempt reads what they wrote.
            }
        }
    }
}
