using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Messaging.Domain.Conversations.Events;
using Messaging.Domain.Messages;
using Messaging.Domain.Messages.Events;
using Messaging.Domain.Users;
using Messaging.Unit.Support;
using Xunit;

namespace Messaging.Unit.Domain;

public sealed class GroupTests
{
    private readonly User _an = Person("an");
    private readonly User _binh = Person("binh");
    private readonly User _chi = Person("chi");
    private readonly Conversation _group;

    public GroupTests()
    {
        _group = Conversation.OpenGroup(ConversationId.New(People.Start), _an, "Lunch", [_binh], People.Start);
    }

    [Fact]
    public void A_new_group_tells_of_itself_in_its_first_message()
    {
        var sent = Assert.IsType<MessageSent>(Assert.Single(_group.TakeEvents()));

        Assert.Equal((1L, 1L, ""), (sent.Message.Sequence, sent.Message.Revision, sent.Message.Body));
        Assert.Equal((SystemChangeType.Created, "Lunch"), (sent.Message.Change!.Type, sent.Message.Change.Title));
        Assert.Equal([(MemberRole.Owner, 0), (MemberRole.Member, 0)], sent.Conversation.Members.Select(member => (member.Role, member.UnreadCount)));
    }

    [Fact]
    public void A_change_to_the_group_does_not_bring_an_archived_row_back_and_a_message_does()
    {
        _group.ChangeMemberSettings(_binh.Id, mutedUntil: null, archived: true);

        _group.Rename(_an.Id, "Dinner", People.Start);
        Assert.True(_group.Members.Single(member => member.UserId == _binh.Id).Archived);

        Send(_an);
        Assert.False(_group.Members.Single(member => member.UserId == _binh.Id).Archived);
    }

    [Fact]
    public void Only_owners_rename_add_remove_and_change_roles()
    {
        string[] codes =
        [
            Code(() => _group.Rename(_binh.Id, "Mine", People.Start)),
            Code(() => _group.AddMembers(_binh.Id, [_chi], People.Start)),
            Code(() => _group.RemoveMember(_binh.Id, _an.Id, People.Start)),
            Code(() => _group.ChangeRole(_binh.Id, _binh.Id, MemberRole.Owner, People.Start)),
        ];

        Assert.All(codes, code => Assert.Equal("not_an_owner", code));
        Assert.Equal(("Lunch", 1L), (_group.Title, _group.Revision));
    }

    [Fact]
    public void A_direct_conversation_is_no_group()
    {
        var people = new People();

        Assert.Equal("not_a_group", Code(() => people.Conversation.Rename(people.An.Id, "x", People.Start)));
        Assert.Equal("not_a_group", Code(() => people.Conversation.RemoveMember(people.An.Id, people.An.Id, People.Start)));
    }

    [Fact]
    public void Whoever_is_added_starts_with_everything_read()
    {
        var old = Send(_an);
        _group.AddMembers(_an.Id, [_chi], People.Start);
        Assert.Equal((0, 3), (Member(_chi).UnreadCount, Member(_chi).LastReadSequence));

        _group.Delete(old, _an.Id, People.Start);
        Assert.Equal(0, Member(_chi).UnreadCount);
    }

    [Fact]
    public void Changes_to_the_group_are_not_unread()
    {
        Change();
        Assert.Equal((0, _group.LastSequence), (Member(_binh).UnreadCount, Member(_binh).LastReadSequence));

        var read = _group.LastSequence;
        var first = Send(_an);
        Change();
        Send(_an);
        // The cursor stays before the first message that is unread, whatever comes after it.
        Assert.Equal((2, read), (Member(_binh).UnreadCount, Member(_binh).LastReadSequence));

        _group.Delete(first, _an.Id, People.Start);
        Assert.Equal((1, read), (Member(_binh).UnreadCount, Member(_binh).LastReadSequence));

        void Change()
        {
            _group.Rename(_an.Id, $"{_group.LastSequence}", People.Start);
            _group.AddMembers(_an.Id, [_chi], People.Start);
            _group.ChangeRole(_an.Id, _chi.Id, MemberRole.Owner, People.Start);
            _group.RemoveMember(_chi.Id, _chi.Id, People.Start);
        }
    }

    [Fact]
    public void Adding_who_is_in_already_changes_nothing()
    {
        _group.TakeEvents();
        _group.AddMembers(_an.Id, [_binh, _an], People.Start);

        Assert.Empty(_group.TakeEvents());
    }

    [Fact]
    public void Whoever_is_removed_learns_of_it_and_of_nothing_later()
    {
        _group.TakeEvents();
        _group.RemoveMember(_an.Id, _binh.Id, People.Start);

        var events = _group.TakeEvents();
        var told = Assert.IsType<MessageSent>(events[0]).Conversation.Members.Single(member => member.UserId == _binh.Id);
        Assert.Equal((true, true, 0), (told.Left, told.Changed, told.UnreadCount));
        Assert.Equal(new MemberRemoved(_group.Id, _binh.Id), events[1]);

        var revision = _binh.Revision;
        Send(_an);
        Assert.Equal(revision, _binh.Revision);
        Assert.DoesNotContain(((MessageSent)Assert.Single(_group.TakeEvents())).Conversation.Members, member => member.UserId == _binh.Id);
    }

    [Fact]
    public void Whoever_comes_back_has_read_what_was_written_meanwhile()
    {
        _group.RemoveMember(_an.Id, _binh.Id, People.Start);
        var missed = Send(_an);
        _group.AddMembers(_an.Id, [_binh], People.Start);
        _group.Delete(missed, _an.Id, People.Start);

        Assert.Equal(0, Member(_binh).UnreadCount);
        Assert.Equal(2, _group.Members.Count);
    }

    [Fact]
    public void The_longest_member_inherits_when_the_last_owner_leaves()
    {
        _group.AddMembers(_an.Id, [_chi], People.Start);
        _group.RemoveMember(_an.Id, _an.Id, People.Start);

        Assert.Equal([(_binh.Id, MemberRole.Owner), (_chi.Id, MemberRole.Member)], _group.Active.Select(member => (member.UserId, member.Role)));
    }

    [Fact]
    public void The_last_owner_cannot_step_down()
    {
        Assert.Equal("last_owner", Code(() => _group.ChangeRole(_an.Id, _an.Id, MemberRole.Member, People.Start)));

        _group.ChangeRole(_an.Id, _binh.Id, MemberRole.Owner, People.Start);
    }

    [Fact]
    public void A_group_has_at_most_a_hundred_members()
    {
        User[] many = [.. Enumerable.Range(0, 99).Select(i => Person($"user{i}"))];
        var full = Conversation.OpenGroup(ConversationId.New(People.Start), _an, "All", many, People.Start);

        Assert.Equal(100, full.Active.Count());
        Assert.Equal("group_full", Code(() => full.AddMembers(_an.Id, [_chi], People.Start)));
        Assert.Equal("group_full", Code(() => Conversation.OpenGroup(ConversationId.New(People.Start), _an, "All", [.. many, _chi], People.Start)));
    }

    [Fact]
    public void System_messages_cannot_be_edited_or_deleted()
    {
        var created = _group.LastMessage!;

        Assert.Equal("not_your_message", Code(() => _group.Edit(created, _an.Id, "x", People.Start)));
        Assert.Equal("not_your_message", Code(() => _group.Delete(created, _an.Id, People.Start)));
    }

    private Message Send(User from) => _group.Send(new MessageId(Guid.CreateVersion7(People.Start)), from.Id, "Hi", People.Start);

    private Member Member(User user) => _group.MemberOf(user.Id);

    private static string Code(Action action) => Assert.Throws<RefusedException>(action).Code;

    private static User Person(string name) => new(UserId.New(People.Start), name, name, People.Start);
}
