using Messaging.Domain.Conversations;
using Messaging.Domain.ReadReceipts.Events;
using Messaging.Unit.Support;
using Xunit;

namespace Messaging.Unit.Domain;

public sealed class ReadReceiptTests
{
    private readonly People _people = new();

    public ReadReceiptTests()
    {
        _people.Send(_people.An);
        _people.Send(_people.An);
        _people.Conversation.TakeEvents();
    }

    [Fact]
    public void Reading_moves_the_cursor_and_tells_the_other_side()
    {
        Read(_people.MemberBinh, 2);

        var read = _people.TakeEvent<MessageRead>();
        Assert.Equal((2, 2, 0), (_people.MemberBinh.LastReadSequence, _people.MemberBinh.SharedReadSequence, _people.MemberBinh.UnreadCount));
        Assert.Equal((_people.Binh.Id, 2L, 3L), (read.UserId, read.LastReadSequence, read.Conversation.Revision));
        Assert.Equal([_people.An.Id], read.Viewers);
        Assert.All(read.Conversation.Members, member => Assert.True(member.Changed));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(1)]
    [InlineData(0)]
    public void The_cursor_never_goes_back(long sequence)
    {
        Read(_people.MemberBinh, 2);
        _people.Conversation.TakeEvents();
        Read(_people.MemberBinh, sequence);

        Assert.Empty(_people.Conversation.TakeEvents());
        Assert.Equal((2, 3), (_people.MemberBinh.LastReadSequence, _people.Conversation.Revision));
    }

    [Fact]
    public void The_cursor_stops_at_the_last_message()
    {
        Read(_people.MemberBinh, long.MaxValue);

        Assert.Equal(2, _people.MemberBinh.LastReadSequence);
    }

    [Theory]
    [InlineData(false, true, false)] // the reader hides
    [InlineData(true, false, false)] // who hides does not see either
    [InlineData(true, true, true)] // one blocks the other
    public void A_cursor_that_nobody_may_see_takes_no_revision(bool readerShares, bool otherShares, bool isBlocked)
    {
        _people.Binh.ChangePrivacy(readerShares, typing: true, presence: true);
        _people.An.ChangePrivacy(otherShares, typing: true, presence: true);
        Read(_people.MemberBinh, 2, isBlocked);

        var read = _people.TakeEvent<MessageRead>();
        Assert.Empty(read.Viewers);
        Assert.Equal(2, read.Conversation.Revision);
        Assert.Equal((2, 0), (_people.MemberBinh.LastReadSequence, _people.MemberBinh.SharedReadSequence));
        Assert.Equal([(_people.Binh.Id, true)], read.Conversation.Members.Where(member => member.Changed).Select(member => (member.UserId, member.Changed)));
    }

    private void Read(Member reader, long sequence, bool isBlocked = false) =>
        _people.Conversation.MarkRead(reader.UserId, sequence, unreadCount: 0, isBlocked, _people.Now);
}
