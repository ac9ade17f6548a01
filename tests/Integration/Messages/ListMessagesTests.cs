using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Messages;

public sealed class ListMessagesTests
{
    [Theory, EachDatabase]
    public async Task Pages_are_windows_in_ascending_order(DatabaseKind database)
    {
        var (an, binh, conversation) = await Person.PairAsync(database);
        await an.SendManyAsync(conversation, 12);

        await PageIsAsync("limit=5", [8, 9, 10, 11, 12], next: "8", older: true, newer: false);
        await PageIsAsync("before=8&limit=5", [3, 4, 5, 6, 7], next: "3", older: true, newer: true);
        await PageIsAsync("before=3&limit=5", [1, 2], next: null, older: false, newer: true);
        await PageIsAsync("before=1&limit=5", [], next: null, older: false, newer: true);
        await PageIsAsync("after=0&limit=5", [1, 2, 3, 4, 5], next: "5", older: false, newer: true);
        await PageIsAsync("after=10&limit=5", [11, 12], next: null, older: true, newer: false);
        await PageIsAsync("after=12&limit=5", [], next: null, older: true, newer: false);
        await PageIsAsync("around=6&limit=5", [4, 5, 6, 7, 8], next: "4", older: true, newer: true);
        await PageIsAsync("around=1&limit=5", [1, 2, 3], next: null, older: false, newer: true);
        await PageIsAsync("around=12&limit=5", [10, 11, 12], next: "10", older: true, newer: false);

        async Task PageIsAsync(string query, long[] sequences, string? next, bool older, bool newer)
        {
            var page = (await binh.ListMessagesAsync(conversation, query)).Is(200);
            Assert.Equal((query, string.Join(' ', sequences)), (query, string.Join(' ', page.Items.Sequences())));
            Assert.Equal((query, next, older, newer), (query, page.String("nextCursor"), page.Json.Flag("hasOlder"), page.Json.Flag("hasNewer")));
            Assert.NotEmpty(page.String("syncCursor"));
        }
    }

    [Fact]
    public async Task Empty_conversation_has_an_empty_page()
    {
        var (an, _, conversation) = await Person.PairAsync();

        foreach (var query in new[] { "", "after=0", "before=1", "around=1" })
        {
            var page = (await an.ListMessagesAsync(conversation, query)).Is(200);
            Assert.Empty(page.Items);
            Assert.True(page.Json.IsNull("nextCursor"), query);
            Assert.False(page.Json.Flag("hasOlder"), query);
            Assert.False(page.Json.Flag("hasNewer"), query);
        }
    }

    [Fact]
    public async Task Sequences_far_beyond_the_end_mean_the_end()
    {
        var (an, _, conversation) = await Person.PairAsync();
        await an.SendManyAsync(conversation, 3);

        Assert.Empty((await an.ListMessagesAsync(conversation, $"after={long.MaxValue}")).Is(200).Items);
        Assert.Equal([1, 2, 3], (await an.ListMessagesAsync(conversation, $"before={long.MaxValue}")).Is(200).Items.Sequences());
        Assert.Equal([1, 2, 3], (await an.ListMessagesAsync(conversation, $"around={long.MaxValue}")).Is(200).Items.Sequences());
    }

    [Fact]
    public async Task Page_of_messages_has_a_cursor_even_when_the_rest_is_deleted()
    {
        var (an, _, conversation) = await Person.PairAsync();
        await an.SendManyAsync(conversation, 3);
        foreach (var message in (await an.ListMessagesAsync(conversation)).Items) (await an.DeleteAsync(message)).Is(200);

        var page = (await an.ListMessagesAsync(conversation)).Is(200);

        Assert.Equal([1, 2, 3], page.Items.Sequences());
        Assert.All(page.Items, message => Assert.Equal("", message.String("body")));
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=101", "limit")]
    [InlineData("before=0", "before")]
    [InlineData("after=-1", "after")]
    [InlineData("around=0", "around")]
    [InlineData("before=5&after=1", "before")]
    public async Task Unusable_parameters_are_named(string query, string field)
    {
        var (an, _, conversation) = await Person.PairAsync();

        (await an.ListMessagesAsync(conversation, query)).IsInvalid(field);
    }

    [Theory]
    [InlineData("limit=many")]
    [InlineData("before=1.5")]
    [InlineData("after=99999999999999999999")]
    public async Task Parameters_that_are_no_numbers_are_400(string query)
    {
        var (an, _, conversation) = await Person.PairAsync();

        (await an.ListMessagesAsync(conversation, query)).IsProblem(400, "malformed_request");
    }
}
