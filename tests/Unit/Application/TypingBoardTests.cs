using Messaging.Application.Common;
using Messaging.Application.Typing;
using Messaging.Domain.Common;
using Messaging.Unit.Support;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Messaging.Unit.Application;

public sealed class TypingBoardTests
{
    private readonly FakeTimeProvider _clock = new(People.Start);
    private readonly ConversationId _chat = ConversationId.New(People.Start);
    private readonly UserId _an = UserId.New(People.Start);
    private readonly CommitFeed _commits = new();
    private readonly TypingBoard _board;

    public TypingBoardTests()
    {
        _board = new TypingBoard(_commits, _clock);
    }

    [Fact]
    public void Typing_is_passed_on_at_most_once_a_second()
    {
        Assert.True(_board.Start(_chat, _an));
        _clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(_board.Start(_chat, _an));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(_board.Start(_chat, _an));
    }

    [Fact]
    public void Every_key_prolongs_it_even_when_it_is_not_passed_on()
    {
        _board.Start(_chat, _an);
        _clock.Advance(TimeSpan.FromMilliseconds(500));
        _board.Start(_chat, _an);

        Assert.Equal((_an, People.Start.AddMilliseconds(5_500)), Assert.Single(_board.In(_chat)));
    }

    [Fact]
    public void It_is_forgotten_after_five_seconds()
    {
        _board.Start(_chat, _an);
        _clock.Advance(TypingBoard.Expiry - TimeSpan.FromMilliseconds(1));
        Assert.Single(_board.In(_chat));

        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Empty(_board.In(_chat));
        Assert.True(_board.Start(_chat, _an));
    }

    [Fact]
    public void Stopping_is_news_only_to_those_who_knew()
    {
        Assert.False(_board.Stop(_chat, _an));
        _board.Start(_chat, _an);
        Assert.True(_board.Stop(_chat, _an));
        Assert.False(_board.Stop(_chat, _an));

        _board.Start(_chat, _an);
        _clock.Advance(TypingBoard.Expiry);
        Assert.False(_board.Stop(_chat, _an));
    }

    [Fact]
    public void News_is_told_to_listeners_once()
    {
        var told = new List<ConversationId>();
        _board.Subscribe(told.Add);

        _board.Start(_chat, _an);
        _board.Start(_chat, _an);
        Assert.Equal([_chat], told);

        _board.Stop(_chat, _an);
        _board.Stop(_chat, _an);
        Assert.Equal([_chat, _chat], told);
    }

    [Fact]
    public void A_message_ends_the_typing_of_its_sender_and_is_the_news_itself()
    {
        var people = new People();
        people.Send(people.An);
        _board.Start(people.Conversation.Id, people.An.Id);
        _board.Start(people.Conversation.Id, people.Binh.Id);
        var told = new List<ConversationId>();
        _board.Subscribe(told.Add);

        _commits.Publish([.. people.Conversation.TakeEvents()]);

        Assert.Equal(people.Binh.Id, Assert.Single(_board.In(people.Conversation.Id)).UserId);
        Assert.Empty(told);
    }

    [Fact]
    public void Conversations_are_kept_apart()
    {
        _board.Start(_chat, _an);

        Assert.Empty(_board.In(ConversationId.New(People.Start)));
    }

    [Fact]
    public async Task Polls_look_while_others_begin_and_stop()
    {
        var users = Enumerable.Range(0, 50).Select(_ => UserId.New(People.Start)).ToArray();
        var typing = Task.Run(() =>
        {
            for (var round = 0; round < 2_000; round++)
            {
                foreach (var user in users) _board.Start(_chat, user);
                foreach (var user in users) _board.Stop(_chat, user);
            }
        }, TestContext.Current.CancellationToken);

        while (!typing.IsCompleted) Assert.InRange(_board.In(_chat).Count, 0, users.Length);

        await typing;
    }

    /// <summary>The last one to stop takes the conversation off the board; who begins in that instant must be on it.</summary>
    [Fact]
    public async Task Whoever_begins_while_the_last_one_stops_is_not_lost()
    {
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            var user = UserId.New(People.Start);
            for (var round = 0; round < 50_000; round++)
            {
                _board.Start(_chat, user);
                Assert.Contains(_board.In(_chat), typing => typing.UserId == user);
                Assert.True(_board.Stop(_chat, user));
            }
        }, TestContext.Current.CancellationToken)));
    }
}
