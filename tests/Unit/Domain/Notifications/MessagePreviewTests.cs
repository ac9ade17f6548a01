using System.Text;
using Messaging.Domain.Messages;
using Messaging.Domain.Notifications;
using Xunit;

namespace Messaging.Unit.Domain.Notifications;

public sealed class MessagePreviewTests
{
    private const string Family = "👨‍👩‍👧‍👦";

    [Fact]
    public void A_short_message_is_its_own_preview() => Assert.Equal("Xin chào " + Family, MessagePreview.Of("Xin chào " + Family));

    [Fact]
    public void Lines_become_one() => Assert.Equal("one two  three", MessagePreview.Of("one\ntwo\n\tthree"));

    [Fact]
    public void Exactly_120_characters_are_shown_whole()
    {
        var body = new string('x', 120);

        Assert.Equal(body, MessagePreview.Of(body));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("é")]
    [InlineData("e\u0301")]
    public void A_longer_message_is_cut_to_120_characters_with_the_ellipsis(string character)
    {
        var preview = MessagePreview.Of(string.Concat(Enumerable.Repeat(character, 121)));

        Assert.Equal(120, MessageBody.CountTextElements(preview));
        Assert.Equal(string.Concat(Enumerable.Repeat(character, 119)) + "…", preview);
    }

    [Fact]
    public void No_character_is_cut_in_two()
    {
        var preview = MessagePreview.Of(string.Concat(Enumerable.Repeat(Family, 200)));

        Assert.EndsWith(Family + "…", preview, StringComparison.Ordinal);
        Assert.True(preview.Length <= MessagePreview.MaxChars);
        Assert.Equal(preview, new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Encoding.UTF8.GetBytes(preview)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Hi ")]
    public void One_character_of_a_thousand_marks_does_not_fit(string before) =>
        Assert.Equal(before + "…", MessagePreview.Of(before + "a" + new string('\u0301', 1_000)));

    [Fact]
    public void An_empty_message_has_an_empty_preview() => Assert.Equal("", MessagePreview.Of(""));
}
