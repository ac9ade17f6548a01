using Messaging.Application.Messages;
using Messaging.Application.Outbox;
using Messaging.Application.Realtime;
using Messaging.Domain.Common;
using Messaging.Domain.Reactions.Events;

namespace Messaging.Application.Reactions;

/// <summary>
/// Tells everyone who looks at the conversation. Reactions to one message that wait together, with nothing else of the
/// conversation between them, are announced by one event: the message as the last of them left it, and each change.
/// </summary>
[OutboxConsumer("reactions", typeof(ReactionChanged))]
internal sealed class PublishReactions : IOutboxConsumer
{
    /// <summary>Most changes in one event, so that it stays well below its limit of size beside a usual message.</summary>
    private const int MostChanges = 40;

    private readonly Dictionary<(ConversationId, long), IReadOnlyList<ReactionChanged>> _runs = [];

    public Task PrepareAsync(OutboxBatch batch, CancellationToken cancellationToken)
    {
        _runs.Clear();
        foreach (var conversation in batch.Events.OfType<ReactionChanged>().GroupBy(changed => changed.Message.ConversationId))
        {
            var run = new List<ReactionChanged>();
            foreach (var changed in conversation.Append(null))
            {
                if (run.Count > 0 && !Continues(run, changed))
                {
                    _runs[KeyOf(run[^1])] = run;
                    run = [];
                }

                if (changed is not null) run.Add(changed);
            }
        }

        return Task.CompletedTask;
    }

    public ValueTask<IReadOnlyList<RealtimeEvent>> ConsumeAsync(IDomainEvent domainEvent, CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<RealtimeEvent>>(
        _runs.TryGetValue(KeyOf((ReactionChanged)domainEvent), out var run) ? [Write(run)] : []);

    // The revisions follow each other, so nothing else happened in between.
    private static bool Continues(List<ReactionChanged> run, ReactionChanged? next) =>
        next is not null && run.Count < MostChanges && next.Message.Id == run[^1].Message.Id && next.Revision == run[^1].Revision + 1;

    private static (ConversationId, long) KeyOf(ReactionChanged changed) => (changed.Message.ConversationId, changed.Revision);

    private static RealtimeEvent Write(IReadOnlyList<ReactionChanged> run)
    {
        var (revision, message) = (run[^1].Revision, run[^1].Message);
        ReactedView[] reacted = [.. run.Select(changed => new ReactedView(changed.UserId, changed.Emoji, changed.Added))];
        return RealtimePayload.Write(
            Channels.Chat(message.ConversationId), RealtimeEventNames.MessageUpdated,
            new ReactedPayload(revision, MessageView.Of(message), reacted),
            () => new ThinReactedPayload(message.ConversationId, message.Id, message.Sequence, revision, reacted));
    }
}

/// <summary><c>message-updated</c> because of reactions, in the chat channel.</summary>
/// <param name="Revision">The conversation's revision at the last of the changes; those before it have the revisions before it.</param>
/// <param name="Message">The message as it is now.</param>
/// <param name="Reacted">The changes in order, one revision each.</param>
public sealed record ReactedPayload(long Revision, MessageView Message, IReadOnlyList<ReactedView> Reacted);

/// <summary>The same when the message does not fit into an event: fetch it.</summary>
public sealed record ThinReactedPayload(
    ConversationId ConversationId, MessageId MessageId, long Sequence, long Revision, IReadOnlyList<ReactedView> Reacted, bool Truncated = true);

/// <summary>One change of one user's reactions.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Emoji">The kind.</param>
/// <param name="Added">False when it was taken back.</param>
public sealed record ReactedView(UserId UserId, string Emoji, bool Added);
