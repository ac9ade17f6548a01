using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Conversations;

public sealed class ListConversationsTests
{
    [Theory, EachDatabase]
    public async Task Newest_activity_stands_first(DatabaseKind database)
    {
        var (an, conversations) = await WithConversationsAsync(3, database);

        await an.SendAsync(conversations[1], "up");
        await an.SendAsync(conversations[0], "and over");

        Assert.Equal([conversations[0], conversations[1], conversations[2]], (await ListAsync(an)).Items.Ids());
    }

    [Theory, EachDatabase]
    public async Task Pages_together_are_the_list(DatabaseKind database)
    {
        var (an, conversations) = await WithConversationsAsync(7, database);

        var pages = new List<string[]>();
        for (string? cursor = null; ;)
        {
            var page = await ListAsync(an, $"limit=3{(cursor is null ? "" : $"&cursor={cursor}")}");
            pages.Add(page.Items.Ids());
            if (page.Json.IsNull("nextCursor")) break;
            cursor = page.String("nextCursor");
        }

        Assert.Equal([3, 3, 1], pages.Select(page => page.Length));
        Assert.Equal(conversations.Reverse(), pages.SelectMany(page => page));
    }

    [Fact]
    public async Task Page_does_not_shift_when_something_above_it_moves()
    {
        var (an, conversations) = await WithConversationsAsync(6);
        var first = await ListAsync(an, "limit=2");

        await an.SendAsync(conversations[5], "moves above");
        await an.SendAsync(conversations[4], "moves above");
        await Person.NewAsync();

        var second = await ListAsync(an, $"limit=2&cursor={first.String("nextCursor")}");
        Assert.Equal([conversations[3], conversations[2]], second.Items.Ids());
    }

    [Fact]
    public async Task Pages_are_stable_when_all_happened_in_one_millisecond()
    {
        // The clock stands still, so only the tie-breaker tells the rows apart.
        await using var app = await TestApp.StartAsync(time: new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TimeProvider.System.GetUtcNow()));
        var an = await Person.RegisterAsync(app.Address);
        var conversations = new List<string>();
        for (var i = 0; i < 5; i++) conversations.Add(await an.OpenAsync(await Person.RegisterAsync(app.Address)));

        var first = await ListAsync(an, "limit=2");
        var second = await ListAsync(an, $"limit=2&cursor={first.String("nextCursor")}");
        var third = await ListAsync(an, $"limit=2&cursor={second.String("nextCursor")}");

        conversations.Reverse();
        Assert.Equal(conversations, [.. first.Items.Ids(), .. second.Items.Ids(), .. third.Items.Ids()]);
    }

    [Fact]
    public async Task Filters_show_what_they_say()
    {
        var an = await Person.NewAsync();
        var (binh, chi) = (await Person.NewAsync(), await Person.NewAsync());
        var (read, unread, archived) = (await an.OpenAsync(await Person.NewAsync()), await an.OpenAsync(binh), await an.OpenAsync(chi));
        await binh.SendAsync(unread, "look");
        await chi.SendAsync(archived, "look");
        (await an.Api.PatchAsync($"/api/v1/conversations/{archived}/me", new { archived = true })).Is(200);

        Assert.Equal([unread, read], (await ListAsync(an)).Items.Ids());
        Assert.Equal([unread, read], (await ListAsync(an, "filter=all")).Items.Ids());
        Assert.Equal([unread], (await ListAsync(an, "filter=unread")).Items.Ids());
        Assert.Equal([archived], (await ListAsync(an, "filter=archived")).Items.Ids());
    }

    [Fact]
    public async Task List_holds_only_the_callers_conversations()
    {
        await Person.PairAsync();
        var stranger = await Person.NewAsync();

        var list = await ListAsync(stranger);

        Assert.Empty(list.Items);
        Assert.True(list.Json.IsNull("nextCursor"));
        Assert.NotEmpty(list.String("syncCursor"));
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("bGlzdC4xLjI.x")]
    [InlineData("dS41")]
    [InlineData("bGlzdC45OTk5OTk5OTk5OTk5OTk5OTkuMQ")]
    public async Task Cursor_that_the_list_did_not_give_is_400(string cursor)
    {
        var an = await Person.NewAsync();

        (await an.Api.GetAsync($"/api/v1/conversations?cursor={cursor}")).IsProblem(400, "invalid_cursor");
    }

    [Theory, EachDatabase]
    public async Task Unread_total_counts_what_is_neither_muted_nor_archived_on_all_pages(DatabaseKind database)
    {
        var an = await Person.NewAsync(database);
        var conversations = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            var other = await Person.NewAsync(database);
            conversations.Add(await other.OpenAsync(an));
            await other.SendManyAsync(conversations[i], 2);
        }

        (await an.Api.PatchAsync($"/api/v1/conversations/{conversations[0]}/me", new { mutedUntil = "2999-01-01T00:00:00Z" })).Is(200);
        (await an.Api.PatchAsync($"/api/v1/conversations/{conversations[1]}/me", new { archived = true })).Is(200);
        (await an.Api.PatchAsync($"/api/v1/conversations/{conversations[2]}/me", new { mutedUntil = "2001-01-01T00:00:00Z" })).Is(200);
        (await an.Api.PutAsync($"/api/v1/conversations/{conversations[3]}/read", new { sequence = 1 })).Is(200);

        var first = await ListAsync(an, "limit=1");
        Assert.Equal(5, first.Json.Number("unreadTotal"));
        Assert.Equal(5, (await ListAsync(an, "filter=archived")).Json.Number("unreadTotal"));
        Assert.True((await ListAsync(an, $"limit=1&cursor={first.String("nextCursor")}")).Json.IsNull("unreadTotal"));
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=101")]
    public async Task Limit_is_1_to_100(string query)
    {
        var an = await Person.NewAsync();

        (await an.Api.GetAsync($"/api/v1/conversations?{query}")).IsInvalid("limit");
    }

    [Fact]
    public async Task Unknown_filter_is_400()
    {
        var an = await Person.NewAsync();

        (await an.Api.GetAsync("/api/v1/conversations?filter=some")).IsProblem(400, "malformed_request");
    }

    /// <summary>A person with conversations, the first opened first.</summary>
    private static async Task<(Person Person, string[] Conversations)> WithConversationsAsync(int count, DatabaseKind database = DatabaseKind.Sqlite)
    {
        var person = await Person.NewAsync(database);
        var conversations = new List<string>();
        for (var i = 0; i < count; i++) conversations.Add(await person.OpenAsync(await Person.NewAsync(database)));
        return (person, [.. conversations]);
    }

    private static async Task<Answer> ListAsync(Person person, string query = "") =>
        (await person.Api.GetAsync($"/api/v1/conversations?{query}")).Is(200);
}
