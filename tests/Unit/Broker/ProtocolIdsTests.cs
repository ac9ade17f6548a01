using Messaging.Application.Typing;
using Messaging.Broker.Protocol;
using Xunit;

namespace Messaging.Unit.Broker;

public sealed class ProtocolIdsTests
{
    /// <remarks>Application may not reference the broker, so it states the rule again: both have to say the same.</remarks>
    [Theory]
    [InlineData("1.2", true)]
    [InlineData("123456.2147483647", true)]
    [InlineData("12345678901234567890.12345678901234567890", true)]
    [InlineData("123456789012345678901.1", false)]
    [InlineData("1.123456789012345678901", false)]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("1", false)]
    [InlineData("1.", false)]
    [InlineData(".1", false)]
    [InlineData("1.2.3", false)]
    [InlineData("1.2\n", false)]
    [InlineData("\n1.2", false)]
    [InlineData("1:2", false)]
    [InlineData("-1.2", false)]
    [InlineData("١.٢", false)]
    public void Socket_id_is_two_numbers_with_a_dot_between(string? id, bool isValid)
    {
        Assert.Equal(isValid, ProtocolIds.IsSocketId(id));
        Assert.Equal(isValid, SetTyping.IsSocketId(id));
    }

    [Theory]
    [InlineData("aZ09_-=@,.;", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData(".", false)]
    [InlineData("..", false)]
    [InlineData("...", true)]
    [InlineData("a/b", false)]
    [InlineData("a b", false)]
    [InlineData("a\n", false)]
    [InlineData("ü", false)]
    public void User_id_has_the_characters_of_channel_names_and_is_no_step_in_a_path(string? id, bool isValid)
    {
        Assert.Equal(isValid, ProtocolIds.IsUserId(id));
        Assert.Equal(isValid, ChannelName.Parse($"#server-to-user-{id}") is not null);
    }

    [Fact]
    public void User_id_is_limited_alone_and_in_a_channel_name()
    {
        Assert.True(ProtocolIds.IsUserId(new string('u', 128)));
        Assert.False(ProtocolIds.IsUserId(new string('u', 129)));
        Assert.NotNull(ChannelName.Parse($"#server-to-user-{new string('u', 128)}"));
        Assert.Null(ChannelName.Parse($"#server-to-user-{new string('u', 129)}"));
    }
}
