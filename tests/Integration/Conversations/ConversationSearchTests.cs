using Messaging.Integration.Support;
using Messaging.Integration.Sync;
using Xunit;

namespace Messaging.Integration.Conversations;

public sealed class ConversationSearchTests
{
    [Theory, EachDatabase]
    public async Task Any_words_of_title_and_names_are_found(DatabaseKind database)
    {
        var an = await Person.NewAsync(database, displayName: "An");
        var binh = await Person.NewAsync(database, displayName: "Trần Văn Bình");
        var chi = await Person.NewAsync(database, displayName: "Lê Chi");
        var (direct, group) = (await an.OpenAsync(binh), await an.OpenGroupAsync("Chuyến đi Hội-An 100%", binh, chi));

        Assert.Equal([group, direct], await FindAsync(an, "bình"));
        Assert.Equal([group, direct], await FindAsync(an, $"VAN @{binh.UserName[..12]} tr"));
        Assert.Equal([group], await FindAsync(an, "di binh CHUYEN"));
        Assert.Equal([group], await FindAsync(an, "an"));
        Assert.Equal([group], await FindAsync(an, "100%25"));
        Assert.Equal([group], await FindAsync(an, $"@{chi.UserName[..12]}"));
        Assert.Equal([group], await FindAsync(an, $"le {binh.UserName}"));
        // Everybody is in their own conversations: that would find all.
        Assert.Empty(await FindAsync(an, an.UserName));
        Assert.Empty(await FindAsync(an, "inh"));
        Assert.Empty(await FindAsync(an, "%25"));
        Assert.Empty(await FindAsync(an, "hoi binh dao"));
        Assert.Empty(await FindAsync(an, "\u0301"));
    }

    [Theory, EachDatabase]
    public async Task Only_own_conversations_and_present_members_are_looked_at(DatabaseKind database)
    {
        var (owner, binh, chi, group) = await GroupCalls.TeamAsync(database);
        var stranger = await Person.NewAsync(database);
        await stranger.OpenAsync(binh);
        Assert.Equal([group], await FindAsync(owner, binh.UserName));

        (await owner.RemoveAsync(group, binh)).Is(204);

        Assert.Empty(await FindAsync(owner, binh.UserName));
        Assert.Empty(await FindAsync(binh, "Team"));
        Assert.Empty(await FindAsync(stranger, chi.UserName));
        Assert.Equal([group], await FindAsync(chi, owner.UserName));
    }

    [Fact]
    public async Task Archived_conversations_are_found_and_marked()
    {
        var (an, binh, conversation) = await Person.PairAsync();
        (await an.Api.PatchAsync($"/api/v1/conversations/{conversation}/me", new { archived = true })).Is(200);

        Assert.True(Assert.Single((await SearchAsync(an, binh.UserName)).Items).Flag("archived"));
        Assert.Equal([conversation], await FindAsync(an, $"{binh.UserName}&filter=archived"));
        Assert.Empty(await FindAsync(an, $"{binh.UserName}&filter=unread"));
    }

    [Theory, EachDatabase]
    public async Task Pages_together_are_all_that_are_found(DatabaseKind database)
    {
        var (an, binh) = (await Person.NewAsync(database), await Person.NewAsync(database));
        var groups = new List<string>();
        for (var i = 0; i < 5; i++) groups.Add(await an.OpenGroupAsync($"Plan {i}", binh));
        await an.OpenAsync(binh);

        var first = await SearchAsync(an, "plan&limit=3");
        var second = await SearchAsync(an, $"plan&limit=3&cursor={first.String("nextCursor")}");

        groups.Reverse();
        Assert.Equal(groups, [.. first.Items.Ids(), .. second.Items.Ids()]);
        Assert.True(second.Json.IsNull("nextCursor"));
        Assert.True(first.Json.IsNull("unreadTotal"));
    }

    [Fact]
    public async Task New_title_and_new_name_are_found_at_once()
    {
        var (owner, binh, _, group) = await GroupCalls.TeamAsync();
        var mark = Person.NewName();
        (await owner.RenameAsync(group, "Đội bóng")).Is(200);
        (await binh.Api.PatchAsync("/api/v1/me", new { displayName = mark })).Is(200);

        Assert.Equal([group], await FindAsync(owner, $"bong {mark}"));
        Assert.Empty(await FindAsync(owner, "team"));
    }

    [Fact]
    public async Task Unusable_query_is_named()
    {
        var an = await Person.NewAsync();

        (await an.Api.GetAsync($"/api/v1/conversations?query={new string('a', 101)}")).IsInvalid("query");
        (await an.Api.GetAsync("/api/v1/conversations?query=a%00")).IsInvalid("query");
    }

    private static Task<Answer> SearchAsync(Person person, string query) => person.Api.GetAsync($"/api/v1/conversations?query={query}");

    private static async Task<string[]> FindAsync(Person person, string query) => (await SearchAsync(person, query)).Is(200).Items.Ids();
}
