using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Messaging.Domain.Conversations.Events;

namespace Messaging.Domain.ReadReceipts.Events;

/// <summary>A member's read cursor moved.</summary>
/// <param name="Conversation">The state after it.</param>
/// <param name="UserId">The reader.</param>
/// <param name="LastReadSequence">Everything up to this is read.</param>
/// <param name="ReadAt">When.</param>
/// <param name="Viewers">The other members who may see it; empty when the reader hides it.</param>
[EventName("message-read")]
public sealed record MessageRead(
    ConversationSnapshot Conversation, UserId UserId, long LastReadSequence, DateTimeOffset ReadAt, IReadOnlyList<UserId> Viewers) : IConversationChanged
{
    public Guid OrderKey => Conversation.Id.Value;

    public IConversationChanged With(ConversationSnapshot conversation) => this with { Conversation = conversation };
}
