using Messaging.Domain.Reactions;
using Xunit;

namespace Messaging.Unit.Domain.Reactions;

public sealed class EmojiTests
{
    [Theory]
    [InlineData("👍", "👍")]
    [InlineData("❤️", "❤️")]
    [InlineData("❤", "❤️")]
    [InlineData("❤\uFE0E", "❤️")]
    [InlineData("👍\uFE0F", "👍")]
    [InlineData("👍🏽", "👍🏽")]
    [InlineData("☝🏿", "☝🏿")]
    [InlineData("☝", "☝️")]
    [InlineData("🕵", "🕵️")]
    [InlineData("⌚", "⌚")]
    [InlineData("👩‍👩‍👧", "👩‍👩‍👧")]
    [InlineData("👩🏽‍🚀", "👩🏽‍🚀")]
    [InlineData("🧑🏻‍❤‍💋‍🧑🏿", "🧑🏻‍❤️‍💋‍🧑🏿")]
    [InlineData("🏳‍🌈", "🏳️‍🌈")]
    [InlineData("🏳️‍🌈", "🏳️‍🌈")]
    [InlineData("🇻🇳", "🇻🇳")]
    [InlineData("#⃣", "#️⃣")]
    [InlineData("7️⃣", "7️⃣")]
    [InlineData("🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏴󠁧󠁢󠁥󠁮󠁧󠁿")]
    [InlineData("™", "™️")]
    public void Spellings_of_one_emoji_become_the_one_of_emoji_keyboards(string text, string expected) => Assert.Equal(expected, Emoji.Normalize(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a")]
    [InlineData("7")]
    [InlineData("#")]
    [InlineData("+1")]
    [InlineData(":+1:")]
    [InlineData("👍👍")]
    [InlineData("👍 ")]
    [InlineData("ạ")]
    [InlineData("好")]
    [InlineData("★")]
    [InlineData("♞")]
    [InlineData("🀀")]
    [InlineData("\u200D")]
    [InlineData("\uFE0F")]
    [InlineData("👩\u200D")]
    [InlineData("👩\u0301")]
    [InlineData("🇻")]
    [InlineData("🏽")]
    [InlineData("\uD83D")]
    [InlineData("\0")]
    public void Anything_else_is_none(string? text) => Assert.Null(Emoji.Normalize(text));

    [Fact]
    public void Endless_sequence_is_none() => Assert.Null(Emoji.Normalize(string.Join('\u200D', Enumerable.Repeat("👩", 30))));
}
