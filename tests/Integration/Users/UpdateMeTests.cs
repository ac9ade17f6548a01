using Messaging.Integration.Conversations;
using Messaging.Integration.Support;
using Messaging.Integration.Sync;
using Xunit;

namespace Messaging.Integration.Users;

/// <summary>A new name or picture reaches everybody who sees it.</summary>
public sealed class UpdateMeTests
{
    [Theory, EachDatabase]
    public async Task New_name_reaches_the_rows_of_everyone_who_shares_a_conversation(DatabaseKind database)
    {
        var (an, binh, direct) = await Person.PairAsync(database);
        var chi = await Person.NewAsync(database);
        var group = await chi.OpenGroupAsync("Team", an);
        var (binhFrom, chiFrom, anFrom) = (await binh.CursorAsync(), await chi.CursorAsync(), await an.CursorAsync());

        var answer = (await an.Api.PatchAsync("/api/v1/me", new { displayName = "  Nguyễn Văn Ân  ", avatarUrl = "https://example.org/an.png" })).Is(200);

        Assert.Equal(("Nguyễn Văn Ân", "https://example.org/an.png"), (answer.String("displayName"), answer.String("avatarUrl")));
        await SeesAsync(binh, binhFrom, direct);
        await SeesAsync(chi, chiFrom, group);
        await SeesAsync(an, anFrom, direct, group);

        async Task SeesAsync(Person viewer, string from, params string[] conversations) => await Eventually.HoldsAsync("the rows show the new name", async () =>
        {
            var rows = (await viewer.SyncAsync($"cursor={from}")).Is(200).Rows();
            return conversations.All(id => rows.Any(row => row.Id() == id && row.GetProperty("members").EnumerateArray().Any(member =>
                member.GetProperty("displayName").GetString() == "Nguyễn Văn Ân" && member.GetProperty("avatarUrl").GetString() == "https://example.org/an.png")));
        });
    }

    [Theory, EachDatabase]
    public async Task New_name_of_somebody_who_left_reaches_the_rows_that_name_them(DatabaseKind database)
    {
        var (an, binh) = (await Person.NewAsync(database), await Person.NewAsync(database));
        var wrote = await an.OpenGroupAsync("The newest message is by somebody who left", binh);
        var removed = await an.OpenGroupAsync("The newest message says who was removed", binh);
        var silent = await an.OpenGroupAsync("The newest message names nobody who left", binh);
        (await binh.RemoveAsync(wrote, binh)).Is(204);
        (await an.RemoveAsync(removed, binh)).Is(204);
        (await an.RemoveAsync(silent, binh)).Is(204);
        await an.SendAsync(silent, "goes on");
        var from = await an.CursorAsync();
        var (binhFrom, silentRow) = (await binh.CursorAsync(), await an.RowAsync(silent));

        (await binh.Api.PatchAsync("/api/v1/me", new { displayName = "Bình" })).Is(200);

        await Eventually.HoldsAsync("the rows show the new name", async () =>
        {
            var rows = (await an.SyncAsync($"cursor={from}")).Is(200).Rows();
            return new[] { wrote, removed }.All(id => rows.Any(row => row.Id() == id && row.GetProperty("authors").EnumerateArray().Any(author =>
                author.GetProperty("displayName").GetString() == "Bình")));
        });
        Assert.Equal(silentRow.GetRawText(), (await an.RowAsync(silent)).GetRawText());
        // Binh himself has none of these rows.
        Assert.Empty((await binh.SyncAsync($"cursor={binhFrom}")).Is(200).Rows());
    }

    [Fact]
    public async Task New_name_is_pushed_to_lists()
    {
        var (app, push) = await RecordingPublisher.StartAppAsync();
        await using var owned = app;
        var (an, binh, _) = await Person.PairAsync(app.Address);

        (await an.Api.PatchAsync("/api/v1/me", new { displayName = "Ân" })).Is(200);

        await Eventually.HoldsAsync("Binh's list is told", () => push.Events.Any(pushed =>
            pushed.Channel == $"presence-user-{binh.Id}" && pushed.Name == "conversation-updated" && pushed.Data.Contains("\"Ân\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_is_not_given_stays_and_null_takes_the_picture_away()
    {
        var an = await Person.NewAsync(displayName: "An");
        (await an.Api.PatchAsync("/api/v1/me", new { avatarUrl = "https://example.org/an.png" })).Is(200);

        var renamed = (await an.Api.PatchAsync("/api/v1/me", new { displayName = "Ân" })).Is(200);
        var bare = (await an.Api.PatchAsync("/api/v1/me", """{"avatarUrl":null}""")).Is(200);

        Assert.Equal("https://example.org/an.png", renamed.String("avatarUrl"));
        Assert.Equal(("Ân", System.Text.Json.JsonValueKind.Null), (bare.String("displayName"), bare["avatarUrl"].ValueKind));
    }

    [Theory]
    [InlineData("""{"displayName":""}""", "displayName")]
    [InlineData("""{"displayName":"   "}""", "displayName")]
    [InlineData("""{"displayName":null}""", "displayName")]
    [InlineData("""{"displayName":"two\nlines"}""", "displayName")]
    [InlineData("""{"displayName":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}""", "displayName")]
    [InlineData("""{"avatarUrl":"http://example.org/a.png"}""", "avatarUrl")]
    [InlineData("""{"avatarUrl":"javascript:alert(1)"}""", "avatarUrl")]
    [InlineData("""{"avatarUrl":"/a.png"}""", "avatarUrl")]
    public async Task Field_that_cannot_be_taken_is_named(string body, string field)
    {
        var an = await Person.NewAsync();

        (await an.Api.PatchAsync("/api/v1/me", body)).IsInvalid(field);
    }
}
