using Messaging.Application.Presence.Memory;
using Messaging.Domain.Common;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Messaging.Unit.Application.Presence;

public sealed class ChatPollsTests
{
    private static readonly UserId An = new(Guid.NewGuid());
    private static readonly ConversationId Chat = new(Guid.NewGuid());

    private readonly FakeTimeProvider _time = new();
    private readonly ChatPolls _polls;

    public ChatPollsTests() => _polls = new ChatPolls(_time);

    [Fact]
    public void A_poll_counts_while_it_waits_and_a_little_longer_when_it_is_answered()
    {
        _polls.Begin(An, Chat);
        _time.Advance(TimeSpan.FromSeconds(25));
        Assert.Equal([An], _polls.In(Chat));

        _polls.End(An, Chat, brokenOff: false);
        _time.Advance(ChatPolls.Grace - TimeSpan.FromMilliseconds(1));
        Assert.Equal([An], _polls.In(Chat));

        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Empty(_polls.In(Chat));
    }

    [Fact]
    public void Breaking_off_ends_it_at_once_even_shortly_after_an_answer()
    {
        _polls.Begin(An, Chat);
        _polls.End(An, Chat, brokenOff: false);
        _polls.Begin(An, Chat);

        _polls.End(An, Chat, brokenOff: true);

        Assert.Empty(_polls.In(Chat));
    }

    [Fact]
    public void Another_device_goes_on_looking()
    {
        _polls.Begin(An, Chat);
        _polls.Begin(An, Chat);

        _polls.End(An, Chat, brokenOff: true);

        Assert.Equal([An], _polls.In(Chat));
        _polls.End(An, Chat, brokenOff: true);
        Assert.Empty(_polls.In(Chat));
    }

    [Fact]
    public void Forgetting_leaves_those_who_look()
    {
        var binh = new UserId(Guid.NewGuid());
        _polls.Begin(An, Chat);
        _polls.Begin(binh, Chat);
        _polls.End(binh, Chat, brokenOff: false);
        _time.Advance(ChatPolls.Grace);

        _polls.Forget();

        Assert.Equal([An], _polls.In(Chat));
        _polls.End(An, Chat, brokenOff: false);
        Assert.Equal([An], _polls.In(Chat));
    }
}
