using Messaging.Application.Common;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Messaging.Domain.Messages;

namespace Messaging.Application.Conversations;

/// <summary>The steps that every change to a group shares.</summary>
internal static class GroupQueries
{
    /// <summary>Locks a group, changes it, and stores the system message that tells of the change.</summary>
    /// <returns>The caller's row after it.</returns>
    public static async Task<ConversationView> ChangeGroupAsync(
        this IMessagingDb db, WorkBudget budget, ConversationId id, UserId me, Func<Conversation, Task> change, CancellationToken cancellationToken)
    {
        var group = await db.LockWithLastMessageAsync(id, me, cancellationToken) ?? throw RefusedException.NotFound("conversation");
        Message? before = group.LastMessage;
        await change(group);
        if (group.LastMessage is { } announced && announced != before)
        {
            budget.Spend(me, group.Members.Count);
            db.Messages.Add(announced);
        }

        var snapshot = group.Snapshot([.. group.Members]);
        return ConversationView.Of(snapshot, snapshot.Members.Single(member => member.UserId == me));
    }
}
