using CsCheck;
using Messaging.Domain.Messages;
using Xunit;

namespace Messaging.Unit.Domain;

public sealed class MessageBodyTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("abc", 3)]
    [InlineData("Tiếng Việt", 10)]
    [InlineData("Tie\u0302\u0301ng", 5)] // the same letter built of three
    [InlineData("👩‍👩‍👧‍👦", 1)] // a family of four, joined
    [InlineData("👍🏽", 1)] // with a tone of skin
    [InlineData("🇻🇳🇪🇺", 2)] // flags are pairs of letters
    [InlineData("e\u0301\u0302\u0303", 1)]
    [InlineData("\n\n", 2)]
    public void Characters_are_what_a_reader_counts(string body, int expected) => Assert.Equal(expected, MessageBody.CountTextElements(body));

    [Fact]
    public void Counting_ends_for_a_lone_surrogate() => Assert.Equal(3, MessageBody.CountTextElements("a\ud83db"));

    [Theory]
    [InlineData("Hi")]
    [InlineData("two\nlines\tand a tab")]
    [InlineData("Tiếng Việt 👩‍👩‍👧")]
    [InlineData("שלום")]
    public void Text_is_printable(string body) => Assert.True(MessageBody.IsPrintable(body));

    [Theory]
    [InlineData("\0")]
    [InlineData("bell \a")]
    [InlineData("escape \u001b[31m")]
    [InlineData("delete \u007f")]
    [InlineData("C1 \u0085")]
    [InlineData("replaced \ufffd")]
    public void Control_characters_are_not(string body) => Assert.False(MessageBody.IsPrintable(body));

    [Fact]
    public void Halves_of_a_character_are_not()
    {
        // Not in a theory: half a surrogate pair does not survive the way to the test runner.
        Assert.False(MessageBody.IsPrintable("half \ud83d"));
        Assert.False(MessageBody.IsPrintable("\udc4d half"));
    }

    [Theory]
    [InlineData("  Hi \n", "  Hi")]
    [InlineData("\n \n\t\n  one\n two \n\n", "  one\n two")]
    [InlineData(" \n\t ", "")]
    [InlineData("a\r\nb\rc", "a\nb\nc")]
    [InlineData("a\u2028b", "a\nb")]
    [InlineData("a  b", "a  b")]
    public void Normalizing_keeps_the_indent_and_makes_one_kind_of_line_end(string body, string expected) => Assert.Equal(expected, MessageBody.Normalize(body));

    [Fact]
    public void Normalizing_twice_is_normalizing_once() =>
        Gen.String.Sample(body => Assert.Equal(MessageBody.Normalize(body), MessageBody.Normalize(MessageBody.Normalize(body))));

    [Fact]
    public void Counting_is_never_more_than_the_length() =>
        Gen.String.Sample(body => Assert.InRange(MessageBody.CountTextElements(body), body.Length == 0 ? 0 : 1, body.Length));

    [Fact]
    public void Fingerprints_differ_when_the_text_does()
    {
        Assert.Equal(MessageBody.Fingerprint("Hi"), MessageBody.Fingerprint("Hi"));
        Assert.NotEqual(MessageBody.Fingerprint("Hi"), MessageBody.Fingerprint("hi"));
        Assert.Equal(32, MessageBody.Fingerprint("Hi").Length);
    }
}
