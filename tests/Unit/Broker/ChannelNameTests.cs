using Messaging.Broker.Protocol;
using Xunit;

namespace Messaging.Unit.Broker;

public sealed class ChannelNameTests
{
    [Theory]
    [InlineData("news", "")]
    [InlineData("cache-news", "cache")]
    [InlineData("private-a", "auth")]
    [InlineData("private-cache-a", "auth cache")]
    [InlineData("private-encrypted-a", "auth encrypted")]
    [InlineData("private-encrypted-cache-a", "auth encrypted cache")]
    [InlineData("presence-a", "auth presence")]
    [InlineData("presence-cache-a", "auth presence cache")]
    [InlineData("my-private-a", "")]
    [InlineData("my-presence-a", "")]
    [InlineData("my-cache-a", "")]
    [InlineData("private-my-cache-a", "auth")]
    [InlineData("Private-a", "")]
    [InlineData("privatea", "")]
    public void Prefix_counts_at_the_start_only(string text, string kinds)
    {
        var name = ChannelName.Parse(text)!;

        Assert.Equal(kinds, string.Join(' ', new[]
        {
            name.NeedsAuth ? "auth" : null,
            name.IsPresence ? "presence" : null,
            name.IsEncrypted ? "encrypted" : null,
            name.IsCache ? "cache" : null,
        }.OfType<string>()));
    }

    [Theory]
    [InlineData("aZ09_-=@,.;", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("with space", false)]
    [InlineData("with:colon", false)]
    [InlineData("with#hash", false)]
    [InlineData("with\n", false)]
    [InlineData("ü", false)]
    [InlineData("#server-to-user-", false)]
    [InlineData("#server-to-user-a b", false)]
    [InlineData("#other", false)]
    public void Only_some_characters_are_allowed(string? text, bool isValid) =>
        Assert.Equal(isValid, ChannelName.Parse(text) is not null);

    [Fact]
    public void Length_is_limited()
    {
        Assert.NotNull(ChannelName.Parse(new string('c', 164)));
        Assert.Null(ChannelName.Parse(new string('c', 165)));
    }

    [Fact]
    public void User_channel_knows_its_user() => Assert.Equal("an@example.com", ChannelName.Parse("#server-to-user-an@example.com")!.UserId);
}
