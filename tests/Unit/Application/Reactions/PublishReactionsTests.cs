using System.Text.Json;
using Messaging.Application.Outbox;
using Messaging.Application.Reactions;
using Messaging.Domain.Common;
using Messaging.Domain.Messages;
using Messaging.Domain.Reactions.Events;
using Messaging.Unit.Support;
using Xunit;

namespace Messaging.Unit.Application.Reactions;

public sealed class PublishReactionsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly People _people = new();

    [Fact]
    public async Task Reactions_that_wait_together_become_one_event_with_every_change()
    {
        var message = _people.Send(_people.An);
        var changes = React(message, "👍", "🎉", "❤️");

        var pushed = Assert.Single(await PublishAsync(changes));

        Assert.Equal((message.Revision, 3), (pushed.GetProperty("revision").GetInt64(), pushed.GetProperty("message").GetProperty("reactions").GetArrayLength()));
        Assert.Equal(["👍", "🎉", "❤️"], pushed.GetProperty("reacted").EnumerateArray().Select(change => change.GetProperty("emoji").GetString()));
    }

    [Fact]
    public async Task Something_in_between_or_another_message_ends_the_run()
    {
        var (one, other) = (_people.Send(_people.An), _people.Send(_people.An));
        var changes = React(one, "👍", "🎉").Concat(React(other, "👍")).ToList();
        _people.Send(_people.An);
        changes.AddRange(React(other, "🎉"));

        var pushed = await PublishAsync(changes);

        Assert.Equal([2, 1, 1], pushed.Select(item => item.GetProperty("reacted").GetArrayLength()));
    }

    [Fact]
    public async Task Long_run_is_told_in_several_events_that_leave_no_revision_out()
    {
        var message = _people.Send(_people.An);
        var changes = Enumerable.Range(0, 50).SelectMany(_ => React(message, "👍").Concat(TakeBack(message, "👍"))).ToList();

        var pushed = await PublishAsync(changes);

        Assert.InRange(pushed.Count, 2, 5);
        var told = pushed.SelectMany(item =>
        {
            var (last, count) = (item.GetProperty("revision").GetInt64(), item.GetProperty("reacted").GetArrayLength());
            return Enumerable.Range(0, count).Select(index => last - count + 1 + index);
        });
        Assert.Equal(changes.Select(change => change.Revision), told);
    }

    [Fact]
    public async Task Message_that_does_not_fit_is_to_be_fetched()
    {
        var message = _people.Conversation.Send(new MessageId(Guid.CreateVersion7(_people.Now)), _people.An.Id, new string('好', 3_500), _people.Now);

        var pushed = Assert.Single(await PublishAsync(React(message, "👍")));

        Assert.True(pushed.GetProperty("truncated").GetBoolean());
        Assert.Equal((message.Revision, 1), (pushed.GetProperty("revision").GetInt64(), pushed.GetProperty("reacted").GetArrayLength()));
    }

    private List<ReactionChanged> React(Message message, params string[] emojis)
    {
        _people.Conversation.TakeEvents();
        foreach (var emoji in emojis) _people.Conversation.React(message, _people.Binh.Id, emoji);
        return [.. _people.Conversation.TakeEvents().Cast<ReactionChanged>()];
    }

    private List<ReactionChanged> TakeBack(Message message, string emoji)
    {
        _people.Conversation.TakeReactionBack(message, _people.Binh.Id, emoji);
        return [.. _people.Conversation.TakeEvents().Cast<ReactionChanged>()];
    }

    private static async Task<List<JsonElement>> PublishAsync(IReadOnlyList<IDomainEvent> events)
    {
        var consumer = new PublishReactions();
        await consumer.PrepareAsync(new OutboxBatch(events, HaveWaited: false), Cancel);
        var pushed = new List<JsonElement>();
        foreach (var one in events) pushed.AddRange((await consumer.ConsumeAsync(one, Cancel)).Select(item => JsonSerializer.Deserialize<JsonElement>(item.Data)));
        return pushed;
    }
}
