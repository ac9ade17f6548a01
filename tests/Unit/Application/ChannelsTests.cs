using Messaging.Application.Realtime;
using Messaging.Domain.Common;
using Xunit;

namespace Messaging.Unit.Application;

public sealed class ChannelsTests
{
    private const string Id = "0198f2a0-7b5c-7d3e-9a41-5c0e8f1b2d34";

    [Fact]
    public void Names_are_these()
    {
        Assert.Equal($"presence-user-{Id}", Channels.User(new UserId(Guid.Parse(Id))));
        Assert.Equal($"presence-chat-{Id}", Channels.Chat(new ConversationId(Guid.Parse(Id))));
    }

    [Fact]
    public void A_name_gives_its_id_back()
    {
        Assert.Equal(new UserId(Guid.Parse(Id)), Channels.UserOf($"presence-user-{Id}"));
        Assert.Equal(new ConversationId(Guid.Parse(Id)), Channels.ChatOf($"presence-chat-{Id}"));
    }

    [Fact]
    public void One_kind_is_not_taken_for_the_other()
    {
        Assert.Null(Channels.UserOf($"presence-chat-{Id}"));
        Assert.Null(Channels.ChatOf($"presence-user-{Id}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("presence-user-")]
    [InlineData($"user-{Id}")]
    [InlineData($"private-user-{Id}")]
    [InlineData($"Presence-User-{Id}")]
    [InlineData($" presence-user-{Id}")]
    [InlineData($"presence-user-{Id} ")]
    [InlineData($"presence-user-{Id}\n")]
    [InlineData("presence-user-0198F2A0-7B5C-7D3E-9A41-5C0E8F1B2D34")]
    [InlineData("presence-user-0198f2a07b5c7d3e9a415c0e8f1b2d34")]
    [InlineData("presence-user-{0198f2a0-7b5c-7d3e-9a41-5c0e8f1b2d34}")]
    [InlineData("presence-user-0198f2a0-7b5c-7d3e-9a41-5c0e8f1b2d3")]
    [InlineData($"#server-to-user-{Id}")]
    public void Every_other_name_is_nobodys(string name)
    {
        Assert.Null(Channels.UserOf(name));
        Assert.Null(Channels.ChatOf(name.Replace("user", "chat", StringComparison.Ordinal)));
    }
}
