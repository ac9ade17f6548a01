using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Messaging.Domain.Conversations.Events;
using Messaging.Domain.Messages;
using Messaging.Domain.Messages.Events;
using Messaging.Unit.Support;
using Xunit;

namespace Messaging.Unit.Domain;

public sealed class ConversationTests
{
    private readonly People _people = new();

    [Fact]
    public void Opening_from_both_sides_gives_each_a_row_and_announces_it_to_that_side()
    {
        var opened = Array.ConvertAll([.. _people.Conversation.TakeEvents()], domainEvent => ((ConversationOpened)domainEvent).Conversation);

        Assert.All(opened, conversation => Assert.Equal((0L, true), (conversation.Revision, conversation.LastMessage is null)));
        Assert.Equal(
            [(_people.An.Id, 1L), (_people.Binh.Id, 1L)],
            opened.Select(conversation => conversation.Members.Where(member => member.Changed).Select(member => (member.UserId, member.UserRevision)).Single()));
    }

    [Fact]
    public void Two_people_have_one_pair_key_whoever_opens() =>
        Assert.Equal(_people.Conversation.PairKey, Conversation.OpenDirect(ConversationId.New(People.Start), _people.Binh, _people.An, People.Start).PairKey);

    [Fact]
    public void Messages_are_numbered_from_one_and_so_are_revisions()
    {
        var messages = new[] { _people.Send(_people.An), _people.Send(_people.Binh), _people.Send(_people.An) };

        Assert.Equal([(1L, 1L), (2L, 2L), (3L, 3L)], messages.Select(message => (message.Sequence, message.Revision)));
        Assert.Equal((3, 3), (_people.Conversation.LastSequence, _people.Conversation.Revision));
    }

    [Fact]
    public void A_message_counts_as_unread_for_everyone_but_its_sender()
    {
        _people.Send(_people.An);
        _people.Send(_people.An);

        Assert.Equal((0, 2), (_people.MemberAn.UnreadCount, _people.MemberBinh.UnreadCount));
    }

    [Fact]
    public void Sending_announces_the_message_and_both_rows_as_they_are_then()
    {
        _people.Conversation.TakeEvents();
        var message = _people.Send(_people.An, "Chào");

        var sent = _people.TakeEvent<MessageSent>();
        _people.Send(_people.Binh);

        Assert.Equal((message.Id, 1L, 1L, "Chào"), (sent.Message.Id, sent.Message.Sequence, sent.Message.Revision, sent.Message.Body));
        Assert.Equal(message.Id, sent.Conversation.LastMessage!.Id);
        Assert.Equal([0, 1], sent.Conversation.Members.Select(member => member.UnreadCount));
        Assert.All(sent.Conversation.Members, member => Assert.Equal((2L, true), (member.UserRevision, member.Changed)));
        Assert.Equal(_people.Conversation.Id.Value, sent.OrderKey);
    }

    [Fact]
    public void Every_change_gives_each_member_the_next_user_revision()
    {
        var message = _people.Send(_people.An);
        _people.Conversation.Edit(message, _people.An.Id, "Hello", _people.Now);
        _people.Conversation.Delete(message, _people.An.Id, _people.Now);

        Assert.Equal((4, 4), (_people.An.Revision, _people.MemberAn.UserRevision));
        Assert.Equal((4, 4), (_people.Binh.Revision, _people.MemberBinh.UserRevision));
        Assert.Equal(1, _people.MemberAn.JoinedRevision);
    }

    [Fact]
    public void Editing_replaces_the_text_and_keeps_the_place()
    {
        var message = _people.Send(_people.An);
        _people.Conversation.TakeEvents();
        _people.Now = People.Start.AddMinutes(1);
        _people.Conversation.Edit(message, _people.An.Id, "Hello", _people.Now);

        Assert.Equal(("Hello", 1L, 2L, _people.Now), (message.Body, message.Sequence, message.Revision, message.EditedAt));
        Assert.Equal((People.Start, 1), (message.SentAt, _people.MemberBinh.UnreadCount));
        Assert.Equal("Hello", _people.TakeEvent<MessageEdited>().Message.Body);
    }

    [Fact]
    public void Editing_to_the_same_text_changes_nothing()
    {
        var message = _people.Send(_people.An);
        _people.Conversation.TakeEvents();
        _people.Conversation.Edit(message, _people.An.Id, message.Body, _people.Now);

        Assert.Empty(_people.Conversation.TakeEvents());
        Assert.Null(message.EditedAt);
        Assert.Equal(1, _people.Conversation.Revision);
    }

    [Fact]
    public void Deleting_leaves_a_tombstone_without_text_and_takes_it_off_the_unread_count()
    {
        var message = _people.Send(_people.An);
        _people.Send(_people.An);
        _people.Conversation.TakeEvents();
        _people.Conversation.Delete(message, _people.An.Id, _people.Now);

        Assert.Equal(("", 1L, 3L, _people.Now), (message.Body, message.Sequence, message.Revision, message.DeletedAt));
        Assert.Equal(1, _people.MemberBinh.UnreadCount);
        Assert.Equal("", _people.TakeEvent<MessageDeleted>().Message.Body);
    }

    [Fact]
    public void Deleting_twice_is_deleting_once()
    {
        var message = _people.Send(_people.An);
        _people.Conversation.Delete(message, _people.An.Id, _people.Now);
        _people.Conversation.TakeEvents();
        _people.Conversation.Delete(message, _people.An.Id, _people.Now.AddMinutes(1));

        Assert.Empty(_people.Conversation.TakeEvents());
        Assert.Equal((_people.Now, 0), (message.DeletedAt, _people.MemberBinh.UnreadCount));
    }

    [Fact]
    public void Others_may_neither_edit_nor_delete()
    {
        var message = _people.Send(_people.An);
        _people.Conversation.TakeEvents();

        Assert.Equal("not_your_message", Assert.Throws<RefusedException>(() => _people.Conversation.Edit(message, _people.Binh.Id, "x", _people.Now)).Code);
        Assert.Equal("not_your_message", Assert.Throws<RefusedException>(() => _people.Conversation.Delete(message, _people.Binh.Id, _people.Now)).Code);
        Assert.Equal(("Hi", 1L), (message.Body, _people.Conversation.Revision));
        Assert.Empty(_people.Conversation.TakeEvents());
    }

    [Fact]
    public void A_deleted_message_cannot_be_edited()
    {
        var message = _people.Send(_people.An);
        _people.Conversation.Delete(message, _people.An.Id, _people.Now);

        var refused = Assert.Throws<RefusedException>(() => _people.Conversation.Edit(message, _people.An.Id, "again", _people.Now));

        Assert.Equal(("message_deleted", Refusal.Conflict), (refused.Code, refused.Refusal));
    }

    [Fact]
    public void A_replay_is_known_by_the_text_first_sent_even_after_an_edit()
    {
        var message = _people.Send(_people.An, "Hi");
        _people.Conversation.Edit(message, _people.An.Id, "Hello", _people.Now);

        Assert.True(message.IsReplay("Hi", replyToId: null));
        Assert.False(message.IsReplay("Hello", replyToId: null));
    }

    [Fact]
    public void Reply_carries_the_message_that_it_answers_as_it_is_now()
    {
        var question = _people.Send(_people.An, "Lunch?\nAt noon");
        var reply = _people.Conversation.Send(new MessageId(Guid.CreateVersion7(_people.Now)), _people.Binh.Id, "Yes", _people.Now, _people.Conversation.Answerable(question));

        var quote = new MessageQuote(question.Id, question.Sequence, question.Revision, _people.An.Id, "Lunch? At noon", Deleted: false);
        Assert.Equal(quote, MessageSnapshot.Of(reply).Quote);
        Assert.True(reply.IsReplay("Yes", question.Id));
        Assert.False(reply.IsReplay("Yes", replyToId: null));
        _people.Conversation.Delete(question, _people.An.Id, _people.Now);
        Assert.Equal(quote with { Revision = question.Revision, Excerpt = "", Deleted = true }, MessageSnapshot.Of(reply).Quote);
        Assert.Same(question, _people.Conversation.Answerable(question));
        Assert.Equal("reply_target_not_found", Assert.Throws<RefusedException>(() => _people.Conversation.Answerable(null)).Code);
    }

    [Fact]
    public void Settings_change_and_are_announced_for_one_member_alone()
    {
        _people.Conversation.TakeEvents();
        var until = People.Start.AddHours(8);
        _people.Conversation.ChangeMemberSettings(_people.An.Id, until, archived: true);

        var members = _people.TakeEvent<MemberSettingsChanged>().Conversation.Members;
        Assert.Equal([(true, true, (DateTimeOffset?)until), (false, false, null)], members.Select(member => (member.Changed, member.Archived, member.MutedUntil)));
        Assert.Equal((2, 1), (_people.An.Revision, _people.Binh.Revision));
        // Nothing that the other one may see, so no number of the conversation.
        Assert.Equal(0, _people.Conversation.Revision);
    }

    [Fact]
    public void Settings_that_are_so_already_change_nothing()
    {
        _people.Conversation.TakeEvents();
        _people.Conversation.ChangeMemberSettings(_people.An.Id, mutedUntil: null, archived: false);

        Assert.Empty(_people.Conversation.TakeEvents());
        Assert.Equal(1, _people.An.Revision);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(-1, false)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void A_new_message_brings_an_archived_row_back_unless_it_is_muted(int? mutedForMinutes, bool staysArchived)
    {
        _people.Conversation.ChangeMemberSettings(_people.Binh.Id, mutedForMinutes is { } minutes ? _people.Now.AddMinutes(minutes) : null, archived: true);
        _people.Send(_people.An);

        Assert.Equal(staysArchived, _people.MemberBinh.Archived);
        Assert.Equal(1, _people.MemberBinh.UnreadCount);
    }

    [Fact]
    public void Lists_are_sorted_by_the_last_message_and_not_by_edits()
    {
        var message = _people.Send(_people.An);
        _people.Now = People.Start.AddHours(1);
        _people.Conversation.Edit(message, _people.An.Id, "Hello", _people.Now);
        Assert.All(_people.Conversation.Members, member => Assert.Equal(People.Start, member.LastActivityAt));

        _people.Send(_people.An);
        Assert.All(_people.Conversation.Members, member => Assert.Equal(_people.Now, member.LastActivityAt));
    }

    [Fact]
    public void Events_are_handed_over_once()
    {
        Assert.NotEmpty(_people.Conversation.TakeEvents());
        Assert.Empty(_people.Conversation.TakeEvents());
    }
}
