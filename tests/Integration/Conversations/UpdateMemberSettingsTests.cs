using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Conversations;

public sealed class UpdateMemberSettingsTests
{
    [Theory, EachDatabase]
    public async Task Null_clears_and_absent_keeps(DatabaseKind database)
    {
        var (an, _, conversation) = await Person.PairAsync(database);

        var muted = (await PatchAsync(an, conversation, """{ "mutedUntil": "2099-12-31T23:59:59.123+07:00" }""")).Is(200).Json;
        Assert.Equal("2099-12-31T16:59:59.123Z", muted.String("mutedUntil"));
        Assert.False(muted.Flag("archived"));

        var archived = (await PatchAsync(an, conversation, """{ "archived": true }""")).Is(200).Json;
        Assert.Equal("2099-12-31T16:59:59.123Z", archived.String("mutedUntil"));
        Assert.True(archived.Flag("archived"));

        var cleared = (await PatchAsync(an, conversation, """{ "mutedUntil": null }""")).Is(200).Json;
        Assert.True(cleared.IsNull("mutedUntil"));
        Assert.True(cleared.Flag("archived"));
        Assert.Equal(cleared.GetRawText(), (await an.RowAsync(conversation)).GetRawText());
    }

    [Fact]
    public async Task Only_the_callers_own_row_changes()
    {
        var (an, binh, conversation) = await Person.PairAsync();
        var before = (await binh.RowAsync(conversation)).GetRawText();

        (await PatchAsync(an, conversation, """{ "archived": true, "mutedUntil": "2099-01-01T00:00:00Z" }""")).Is(200);

        Assert.Equal(before, (await binh.RowAsync(conversation)).GetRawText());
    }

    [Fact]
    public async Task Every_change_takes_the_next_user_revision_and_no_change_takes_none()
    {
        var (an, _, conversation) = await Person.PairAsync();
        var before = (await an.RowAsync(conversation)).Number("revision");

        var first = (await PatchAsync(an, conversation, """{ "archived": true }""")).Is(200).Json.Number("revision");
        var same = (await PatchAsync(an, conversation, """{ "archived": true }""")).Is(200).Json.Number("revision");

        Assert.Equal((before + 1, before + 1), (first, same));
    }

    [Fact]
    public async Task New_message_brings_an_archived_conversation_back_unless_it_is_muted()
    {
        var (an, binh, conversation) = await Person.PairAsync();
        var (chi, _, muted) = await Person.PairAsync();

        (await PatchAsync(an, conversation, """{ "archived": true }""")).Is(200);
        await binh.SendAsync(conversation, "Hi");
        (await PatchAsync(chi, muted, """{ "archived": true, "mutedUntil": "2099-01-01T00:00:00Z" }""")).Is(200);
        await chi.SendAsync(muted, "Hi");

        Assert.False((await an.RowAsync(conversation)).Flag("archived"));
        Assert.True((await chi.RowAsync(muted)).Flag("archived"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "unknown": 1 }""")]
    public async Task Nothing_to_change_is_400(string body)
    {
        var (an, _, conversation) = await Person.PairAsync();

        (await PatchAsync(an, conversation, body)).IsProblem(400, "validation_failed");
    }

    [Theory]
    [InlineData("""{ "archived": null }""")]
    [InlineData("""{ "archived": "yes" }""")]
    [InlineData("""{ "mutedUntil": "tomorrow" }""")]
    public async Task Malformed_value_is_400(string body)
    {
        var (an, _, conversation) = await Person.PairAsync();

        (await PatchAsync(an, conversation, body)).IsProblem(400, "malformed_request");
    }

    [Fact]
    public async Task Stranger_gets_404()
    {
        var (_, _, conversation) = await Person.PairAsync();
        var stranger = await Person.NewAsync();

        (await PatchAsync(stranger, conversation, """{ "archived": true }""")).IsProblem(404, "not_found");
    }

    private static Task<Answer> PatchAsync(Person person, string conversation, string body) =>
        person.Api.PatchAsync($"/api/v1/conversations/{conversation}/me", body);
}
