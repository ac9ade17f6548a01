using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Conversations;

public sealed class GetConversationTests
{
    [Fact]
    public async Task Row_is_personal()
    {
        var (an, binh, conversation) = await Person.PairAsync();
        await an.SendAsync(conversation, "Hi");

        var (forAn, forBinh) = (await an.RowAsync(conversation), await binh.RowAsync(conversation));

        Assert.Equal((0, 1), (forAn.Number("unreadCount"), forBinh.Number("unreadCount")));
        var last = forBinh.GetProperty("lastMessage");
        Assert.Equal(("Hi", an.Id, 1), (last.String("body"), last.String("senderId"), last.Number("sequence")));
        Assert.False(last.Flag("deleted"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/messages")]
    public async Task Stranger_gets_404_as_if_it_were_not_there(string below)
    {
        var (_, _, conversation) = await Person.PairAsync();
        var stranger = await Person.NewAsync();

        var foreign = (await stranger.Api.GetAsync($"/api/v1/conversations/{conversation}{below}")).IsProblem(404, "not_found");
        var missing = (await stranger.Api.GetAsync($"/api/v1/conversations/{Guid.NewGuid()}{below}")).IsProblem(404, "not_found");

        Assert.Equal(missing.String("detail"), foreign.String("detail"));
    }

    [Fact]
    public async Task Something_that_is_no_id_is_404()
    {
        var an = await Person.NewAsync();

        (await an.Api.GetAsync("/api/v1/conversations/42")).IsProblem(404, "not_found");
    }
}
