using Messaging.Domain.Common;
using Messaging.Domain.Messages;
using Messaging.Domain.Reactions;
using Messaging.Domain.Reactions.Events;
using Messaging.Unit.Support;
using Xunit;

namespace Messaging.Unit.Domain.Reactions;

public sealed class ReactionTests
{
    private readonly People _people = new();

    public ReactionTests() => _people.Conversation.TakeEvents();

    [Fact]
    public void Reaction_takes_a_revision_and_changes_no_row()
    {
        var message = Sent();
        var (revision, an, binh) = (_people.Conversation.Revision, _people.An.Revision, _people.Binh.Revision);

        _people.Conversation.React(message, _people.Binh.Id, "👍");

        var changed = _people.TakeEvent<ReactionChanged>();
        Assert.Equal((revision + 1, revision + 1, revision + 1, true), (_people.Conversation.Revision, message.Revision, changed.Revision, changed.Added));
        Assert.Equal((an, binh), (_people.An.Revision, _people.Binh.Revision));
        Assert.Null(message.EditedAt);
        var summary = Assert.Single(changed.Message.Reactions!);
        Assert.Equal(("👍", 1, _people.Binh.Id), (summary.Emoji, summary.Count, Assert.Single(summary.UserIds)));
    }

    [Fact]
    public void Repeating_a_reaction_or_its_removal_changes_nothing()
    {
        var message = Sent();
        _people.Conversation.React(message, _people.An.Id, "👍");
        _people.Conversation.TakeEvents();

        _people.Conversation.React(message, _people.An.Id, "👍");
        _people.Conversation.TakeReactionBack(message, _people.An.Id, "🎉");
        _people.Conversation.TakeReactionBack(message, _people.Binh.Id, "👍");

        Assert.Empty(_people.Conversation.TakeEvents());
        Assert.Equal(_people.Conversation.Revision, message.Revision);
    }

    [Fact]
    public void Kinds_keep_their_order_and_go_with_their_last_user()
    {
        var message = Sent();
        foreach (var emoji in new[] { "👍", "🎉", "❤️" }) _people.Conversation.React(message, _people.An.Id, emoji);
        _people.Conversation.React(message, _people.Binh.Id, "🎉");

        _people.Conversation.TakeReactionBack(message, _people.An.Id, "👍");
        _people.Conversation.TakeReactionBack(message, _people.An.Id, "🎉");

        Assert.Equal(["🎉", "❤️"], message.Reactions!.Select(kind => kind.Emoji));
        Assert.Equal([_people.Binh.Id], message.Reactions![0].UserIds);
        _people.Conversation.TakeReactionBack(message, _people.Binh.Id, "🎉");
        _people.Conversation.TakeReactionBack(message, _people.An.Id, "❤️");
        Assert.Null(message.Reactions);
    }

    [Fact]
    public void Twenty_first_kind_is_refused_and_another_user_of_a_known_one_is_not()
    {
        var message = Sent();
        var kinds = Enumerable.Range(0, Reaction.MaxKinds + 1).Select(number => char.ConvertFromUtf32(0x1F600 + number)).ToArray();
        foreach (var emoji in kinds[..^1]) _people.Conversation.React(message, _people.An.Id, emoji);

        Assert.Equal("too_many_reactions", Code(() => _people.Conversation.React(message, _people.Binh.Id, kinds[^1])));
        _people.Conversation.React(message, _people.Binh.Id, kinds[0]);

        Assert.Equal((Reaction.MaxKinds, 2), (message.Reactions!.Count, message.Reactions[0].UserIds.Count));
    }

    [Fact]
    public void Deleted_message_loses_its_reactions_and_takes_no_others()
    {
        var message = Sent();
        _people.Conversation.React(message, _people.Binh.Id, "👍");

        _people.Conversation.Delete(message, _people.An.Id, _people.Now);

        Assert.Null(message.Reactions);
        Assert.Equal("message_deleted", Code(() => _people.Conversation.React(message, _people.Binh.Id, "👍")));
    }

    private Message Sent()
    {
        var message = _people.Send(_people.An);
        _people.Conversation.TakeEvents();
        return message;
    }

    private static string Code(Action action) => Assert.Throws<RefusedException>(action).Code;
}
