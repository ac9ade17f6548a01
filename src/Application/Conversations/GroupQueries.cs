using Messaging.Application.Common;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;

namespace Messaging.Application.Conversations;

/// <summary>The steps that every change to a group shares.</summary>
internal static class GroupQueries
{
    /// <summary>Locks a group, with others who are about to come in, and changes it.</summary>
    /// <returns>The caller's row after it.</returns>
    public static async Task<ConversationView> ChangeGroupAsync(
        this IMessagingDb db, WorkBudget budget, ConversationId id, UserId me, Func<Conversation, Task> change, CancellationToken cancellationToken,
        IReadOnlyCollection<UserId>? others = null)
    {
        var group = await db.LockWithLastMessageAsync(id, me, others ?? [], cancellationToken) ?? throw RefusedException.NotFound("conversation");
        var before = group.LastSequence;
        await change(group);
        if (group.LastSequence > before) budget.Spend(me, group.Members.Count);

        var snapshot = group.Snapshot([.. group.Members]);
        return ConversationView.Of(snapshot, snapshot.Members.Single(member => member.UserId == me));
    }
}
