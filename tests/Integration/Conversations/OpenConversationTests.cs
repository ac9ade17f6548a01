using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Conversations;

public sealed class OpenConversationTests
{
    [Theory, EachDatabase]
    public async Task First_time_makes_it_and_later_times_find_it_from_both_sides(DatabaseKind database)
    {
        var (an, binh) = (await Person.NewAsync(database), await Person.NewAsync(database));

        var first = (await OpenAsync(an, binh.Id)).Is(201);
        var again = (await OpenAsync(an, binh.Id)).Is(200);
        var otherSide = (await OpenAsync(binh, an.Id)).Is(200);

        Assert.Equal($"/api/v1/conversations/{first.String("id")}", first.Header("Location"));
        Assert.Equal([first.String("id"), first.String("id")], [again.String("id"), otherSide.String("id")]);
        Assert.Equal(first.Text, again.Text);
    }

    [Fact]
    public async Task Row_has_all_that_a_list_shows()
    {
        var (an, binh) = (await Person.NewAsync(displayName: "An"), await Person.NewAsync(displayName: "Bình"));

        var row = (await OpenAsync(an, binh.Id)).Is(201).Json;

        Assert.Equal("direct", row.String("kind"));
        Assert.True(row.Number("revision") > 0);
        Assert.Equal((0, 0), (row.Number("unreadCount"), row.Number("lastReadSequence")));
        Assert.True(row.IsNull("lastMessage"));
        Assert.True(row.IsNull("mutedUntil"));
        Assert.False(row.Flag("archived"));
        Assert.Matches(@"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\z", row.String("lastActivityAt"));
        Assert.Equal(
            new[] { (an.Id, "An"), (binh.Id, "Bình") }.Order(),
            row.GetProperty("members").EnumerateArray().Select(member => (member.String("userId"), member.String("displayName"))).Order());
    }

    [Theory, EachDatabase]
    public async Task Two_people_who_open_each_other_at_once_get_one_conversation(DatabaseKind database)
    {
        var (an, binh) = (await Person.NewAsync(database), await Person.NewAsync(database));

        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => i % 2 == 0 ? OpenAsync(an, binh.Id) : OpenAsync(binh, an.Id)));

        Assert.Single(answers.Select(answer => answer.String("id")).Distinct());
        Assert.Equal(1, answers.Count(answer => answer.Status == 201));
        Assert.Equal(23, answers.Count(answer => answer.Status == 200));
        Assert.Single((await an.Api.GetAsync("/api/v1/conversations")).Is(200).Items);
    }

    [Fact]
    public async Task Nobody_talks_to_themselves()
    {
        var an = await Person.NewAsync();

        (await OpenAsync(an, an.Id)).IsProblem(422, "cannot_message_yourself");
    }

    [Fact]
    public async Task Unknown_user_is_404()
    {
        var an = await Person.NewAsync();

        (await OpenAsync(an, Guid.NewGuid().ToString())).IsProblem(404, "not_found");
    }

    [Theory]
    [InlineData("""{ "kind": "direct", "userId": "not-a-guid" }""")]
    [InlineData("""{ "kind": "crowd", "userId": "0197f3a0-0000-7000-8000-000000000001" }""")]
    [InlineData("""{ "kind": 0, "userId": "0197f3a0-0000-7000-8000-000000000001" }""")]
    public async Task Malformed_request_is_400(string body)
    {
        var an = await Person.NewAsync();

        (await an.Api.PostAsync("/api/v1/conversations", body)).IsProblem(400, "malformed_request");
    }

    [Fact]
    public async Task Missing_user_is_400()
    {
        var an = await Person.NewAsync();

        (await an.Api.PostAsync("/api/v1/conversations", """{ "kind": "direct" }""")).Is(400);
    }

    private static Task<Answer> OpenAsync(Person person, string userId) =>
        person.Api.PostAsync("/api/v1/conversations", new { kind = "direct", userId });
}
