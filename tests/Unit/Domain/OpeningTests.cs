using CsCheck;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Messaging.Domain.Conversations.Events;
using Messaging.Domain.Messages.Events;
using Messaging.Domain.Users;
using Messaging.Unit.Support;
using Xunit;

namespace Messaging.Unit.Domain;

/// <summary>A direct conversation that one side has opened and nobody has written in.</summary>
public sealed class OpeningTests
{
    private readonly User _an = new(UserId.New(People.Start), "an", "An", People.Start);
    private readonly User _binh = new(UserId.New(People.Start), "binh", "Bình", People.Start);
    private readonly Conversation _conversation;

    public OpeningTests() => _conversation = Open(_an, _binh);

    private Member Theirs => _conversation.MemberOf(_binh.Id);

    [Fact]
    public void Opening_takes_a_revision_of_the_opener_only()
    {
        var opened = Assert.IsType<ConversationOpened>(Assert.Single(_conversation.TakeEvents()));

        Assert.Equal((1L, 0L), (_an.Revision, _binh.Revision));
        Assert.Equal([_an.Id], opened.Conversation.Members.Where(member => member.Changed).Select(member => member.UserId));
        Assert.Equal((true, false), (_conversation.MemberOf(_an.Id).IsShown, Theirs.IsShown));
        Assert.True(Theirs.UserRevision < 0 && Theirs.UserRevision == Theirs.JoinedRevision);
    }

    [Fact]
    public void First_message_shows_it_to_both_with_the_next_revisions()
    {
        _conversation.TakeEvents();
        _conversation.Send(new MessageId(Guid.CreateVersion7(People.Start)), _an.Id, "Hi", People.Start);

        var sent = Assert.IsType<MessageSent>(Assert.Single(_conversation.TakeEvents()));
        Assert.All(sent.Conversation.Members, member => Assert.True(member.Changed));
        Assert.Equal((1L, 1L, 1), (Theirs.UserRevision, Theirs.JoinedRevision, Theirs.UnreadCount));
    }

    [Fact]
    public void Opening_from_the_other_side_shows_it_to_that_side_only()
    {
        _conversation.TakeEvents();
        _conversation.Show(_binh.Id, People.Start.AddMinutes(1));
        _conversation.Show(_binh.Id, People.Start.AddMinutes(2));

        var opened = Assert.IsType<ConversationOpened>(Assert.Single(_conversation.TakeEvents()));
        Assert.Equal([_binh.Id], opened.Conversation.Members.Where(member => member.Changed).Select(member => member.UserId));
        Assert.Equal((1L, 1L, People.Start.AddMinutes(1)), (Theirs.UserRevision, Theirs.JoinedRevision, Theirs.LastActivityAt));
        Assert.Equal(1, _an.Revision);
    }

    [Fact]
    public void New_name_shows_the_opener_only()
    {
        _conversation.Refresh();

        Assert.Equal((2L, 0L), (_an.Revision, _binh.Revision));
        Assert.False(Theirs.IsShown);
    }

    [Fact]
    public void Block_of_the_opener_is_noted_and_shows_nothing()
    {
        _conversation.TakeEvents();
        _conversation.ChangeBlock(_binh.Id, isBlocked: true);

        Assert.Empty(_conversation.TakeEvents());
        Assert.Equal((true, false, 0L), (Theirs.BlocksPeer, Theirs.IsShown, _binh.Revision));
    }

    [Fact]
    public void Hidden_rows_of_one_user_have_numbers_of_their_own() => Assert.Distinct(
        Enumerable.Range(0, 1_000).Select(_ => Open(_an, _binh).MemberOf(_binh.Id).UserRevision));

    [Fact]
    public void Hidden_number_is_below_zero_for_every_id() => Gen.Guid.Sample(id =>
        Assert.True(Conversation.OpenDirect(new ConversationId(id), _an, _binh, People.Start).MemberOf(_binh.Id).UserRevision < 0));

    private static Conversation Open(User opener, User other) => Conversation.OpenDirect(ConversationId.New(People.Start), opener, other, People.Start);
}
