using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Messages;

/// <summary>The allowed text of a message, for sending and editing.</summary>
public sealed class MessageBodyTests
{
    /// <summary>One character to the reader; 11 UTF-16 units, 25 bytes.</summary>
    private const string Family = "👨‍👩‍👧‍👦";

    [Theory, EachDatabase]
    public async Task Four_thousand_characters_fit_and_one_more_does_not(DatabaseKind database)
    {
        var (an, _, conversation) = await Person.PairAsync(database);

        var longest = await an.SendAsync(conversation, new string('ệ', 4_000));

        Assert.Equal(new string('ệ', 4_000), (await an.ReadMessageAsync(longest)).String("body"));
        (await an.TrySendAsync(conversation, new string('ệ', 4_001))).IsInvalid("body");
    }

    [Theory, EachDatabase]
    public async Task Emoji_family_counts_as_one_character(DatabaseKind database)
    {
        var (an, _, conversation) = await Person.PairAsync(database);
        var families = string.Concat(Enumerable.Repeat(Family, 1_400));

        var message = await an.SendAsync(conversation, families);

        Assert.Equal(families, (await an.ReadMessageAsync(message)).String("body"));
    }

    [Fact]
    public async Task Combining_marks_without_end_do_not_fit_in_one_character()
    {
        var (an, _, conversation) = await Person.PairAsync();

        (await an.TrySendAsync(conversation, "a" + new string('\u0301', 16_000))).IsInvalid("body");
    }

    [Fact]
    public async Task Blank_lines_around_the_text_do_not_count_and_are_not_kept()
    {
        var (an, _, conversation) = await Person.PairAsync();

        var message = await an.SendAsync(conversation, $" \n\t\n{new string('a', 4_000)}\r\n ");

        Assert.Equal(new string('a', 4_000), message.String("body"));
    }

    [Fact]
    public async Task Spaces_before_the_first_word_stay()
    {
        var (an, _, conversation) = await Person.PairAsync();

        var message = await an.SendAsync(conversation, "\n    if (x)\n      return;  \n");

        Assert.Equal("    if (x)\n      return;", message.String("body"));
        Assert.Equal("  edited", (await an.EditAsync(message, "  edited ")).Is(200).String("body"));
    }

    [Fact]
    public async Task Line_ends_become_newlines_and_inner_space_stays()
    {
        var (an, _, conversation) = await Person.PairAsync();

        var message = await an.SendAsync(conversation, "one\r\n\ttwo\rthree  four\n\nfive");

        Assert.Equal("one\n\ttwo\nthree  four\n\nfive", message.String("body"));
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\" \\n\\t \"")]
    [InlineData("\"bell \\u0007\"")]
    [InlineData("\"nul \\u0000\"")]
    [InlineData("\"escape \\u001b[31m\"")]
    [InlineData("\"c1 \\u0086 x\"")]
    [InlineData("null")]
    public async Task Empty_text_and_control_characters_are_refused(string json)
    {
        var (an, _, conversation) = await Person.PairAsync();
        var message = await an.SendAsync(conversation, "before");

        var sent = await an.Api.PostAsync($"/api/v1/conversations/{conversation}/messages", $$"""{ "id": "{{Person.NewId()}}", "body": {{json}} }""");
        var edited = await an.Api.PatchAsync(Person.PathOf(message), $$"""{ "body": {{json}} }""");

        sent.Is(400);
        edited.Is(400);
        Assert.Equal("before", (await an.ReadMessageAsync(message)).String("body"));
    }

    [Fact]
    public async Task Lone_surrogate_is_refused()
    {
        var (an, _, conversation) = await Person.PairAsync();

        var answer = await an.Api.PostAsync($"/api/v1/conversations/{conversation}/messages", $$"""{ "id": "{{Person.NewId()}}", "body": "\ud83d" }""");

        answer.Is(400);
    }

    [Theory]
    [InlineData("<script>alert('x')</script> & \"quotes\"")]
    [InlineData("'; DROP TABLE Messages; --")]
    [InlineData("שלום עולם")]
    [InlineData("zero\u200bwidth and \u202Ebidi")]
    [InlineData("\\u0041 \\n")]
    public async Task Any_other_text_comes_back_as_it_was(string body)
    {
        var (an, binh, conversation) = await Person.PairAsync();

        var message = await an.SendAsync(conversation, body);

        Assert.Equal(body, (await binh.ReadMessageAsync(message)).String("body"));
    }
}
