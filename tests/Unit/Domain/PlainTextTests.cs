using Messaging.Domain.Common;
using Messaging.Domain.Messages;
using Xunit;

namespace Messaging.Unit.Domain;

/// <summary>Characters stand as numbers: most of them cannot be seen, and some do not survive the way to the test runner.</summary>
public sealed class PlainTextTests
{
    [Theory]
    [InlineData(0x0)]
    [InlineData(0x7)]
    [InlineData(0xB)]
    [InlineData(0x1B)]
    [InlineData(0x7F)]
    [InlineData(0x86)]
    [InlineData(0x9F)]
    [InlineData(0xFDD0)]
    [InlineData(0xFDEF)]
    [InlineData(0xFFFE)]
    [InlineData(0xFFFF)]
    [InlineData(0x1FFFE)]
    [InlineData(0x10FFFF)]
    [InlineData(0xD83D)]
    [InlineData(0xDC4D)]
    public void Text_that_cannot_be_stored_is_not_well_formed(int character)
    {
        var text = $"a{TextOf(character)}b";

        Assert.False(PlainText.IsWellFormed(text));
        Assert.False(PlainText.IsName(text));
        Assert.False(MessageBody.IsPrintable(text));
    }

    [Theory]
    [InlineData(0x9)]
    [InlineData(0xA)]
    [InlineData(0xD)]
    [InlineData(0xFDF0)]
    [InlineData(0xFFFD)]
    [InlineData(0x1F34C)]
    [InlineData(0x200C)]
    [InlineData(0x202E)]
    [InlineData(0x10FFFD)]
    public void Other_text_is_well_formed(int character) => Assert.True(PlainText.IsWellFormed($"a{TextOf(character)}b"));

    [Theory]
    [InlineData(0x61C)]
    [InlineData(0x200E)]
    [InlineData(0x200F)]
    [InlineData(0x202A)]
    [InlineData(0x202E)]
    [InlineData(0x2066)]
    [InlineData(0x2069)]
    [InlineData(0x9)]
    [InlineData(0xA)]
    [InlineData(0x85)]
    [InlineData(0x2028)]
    [InlineData(0x2029)]
    [InlineData(0xFFFD)]
    public void Name_is_one_line_in_one_direction(int character) => Assert.False(PlainText.IsName($"a{TextOf(character)}b"));

    [Theory]
    [InlineData("An Lê")]
    [InlineData("שלום")]
    [InlineData("علي\u200Cرضا")] // Persian, with a zero-width non-joiner
    [InlineData("👩‍👩‍👧")]
    [InlineData("क्‍ष")]
    public void Name_of_any_script_is_taken(string name)
    {
        Assert.True(PlainText.IsName(name));
        Assert.True(PlainText.IsVisible(name));
    }

    [Theory]
    [InlineData(0x20)]
    [InlineData(0xA0)]
    [InlineData(0xAD)]
    [InlineData(0x34F)]
    [InlineData(0x301)]
    [InlineData(0x20DD)]
    [InlineData(0x115F)]
    [InlineData(0x1160)]
    [InlineData(0x180E)]
    [InlineData(0x180B)]
    [InlineData(0x200B)]
    [InlineData(0x200C)]
    [InlineData(0x200D)]
    [InlineData(0x200E)]
    [InlineData(0x202E)]
    [InlineData(0x2028)]
    [InlineData(0x2060)]
    [InlineData(0x2063)]
    [InlineData(0x2800)]
    [InlineData(0x3000)]
    [InlineData(0x3164)]
    [InlineData(0xFE0F)]
    [InlineData(0xFEFF)]
    [InlineData(0xFFA0)]
    [InlineData(0x1D159)]
    [InlineData(0x1D173)]
    [InlineData(0xE0001)]
    [InlineData(0xE0061)]
    [InlineData(0xE0100)]
    public void Text_of_nothing_but_this_cannot_be_seen(int character)
    {
        Assert.False(PlainText.IsVisible(TextOf(character)));
        Assert.False(PlainText.IsVisible($"  {TextOf(character)}\n{TextOf(character)}\u200B"));
        Assert.True(PlainText.IsVisible($"{TextOf(character)}a"));
    }

    [Theory]
    [InlineData("☺️")]
    [InlineData("1️⃣")]
    [InlineData("🇻🇳")]
    [InlineData("\u0600")] // a sign of numbers that is drawn, though its category is “format”
    [InlineData("e\u0301")]
    public void Text_with_a_character_that_is_drawn_can_be_seen(string text) => Assert.True(PlainText.IsVisible(text));

    [Fact]
    public void Storable_text_is_the_same_text()
    {
        const string text = "An 👩‍👩‍👧\uFFFE";

        Assert.Same(text, PlainText.Storable(text));
        Assert.Equal("a\uFFFDb\uFFFD", PlainText.Storable("a\0b\ud83d"));
    }

    private static string TextOf(int character) => character is >= 0xD800 and <= 0xDFFF ? ((char)character).ToString() : char.ConvertFromUtf32(character);
}
