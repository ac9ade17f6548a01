using System.Text.Json;
using Messaging.Integration.Support;
using Messaging.Integration.Sync;
using Xunit;

namespace Messaging.Integration.Users;

/// <summary>Privacy settings. A user who hides something doesn't see it of others either.</summary>
public sealed class UpdateSettingsTests
{
    [Theory, EachDatabase]
    public async Task Everything_is_shared_at_first_and_what_is_not_given_stays(DatabaseKind database)
    {
        var an = await Person.NewAsync(database);

        Assert.Equal((true, true, true), Settings((await an.Api.GetAsync("/api/v1/me")).Is(200)["settings"]));
        Assert.Equal((true, false, true), Settings((await an.Api.PatchAsync("/api/v1/me/settings", new { typing = false })).Is(200).Json));
        Assert.Equal((true, false, false), Settings((await an.Api.PatchAsync("/api/v1/me/settings", new { presence = false })).Is(200).Json));
        Assert.Equal((true, false, false), Settings((await an.Api.GetAsync("/api/v1/me")).Is(200)["settings"]));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"other":true}""")]
    public async Task Nothing_to_change_is_refused(string body)
    {
        var an = await Person.NewAsync();

        (await an.Api.PatchAsync("/api/v1/me/settings", body)).Is(400);
    }

    [Fact]
    public async Task Hiding_receipts_takes_the_cursors_out_of_the_rows_of_both_sides_and_showing_them_brings_them_back()
    {
        var (an, binh, conversation) = await Person.PairAsync();
        await an.SendAsync(conversation, "hello");
        (await binh.MarkReadAsync(conversation, 1)).Is(200);
        var (anFrom, binhFrom) = (await an.CursorAsync(), await binh.CursorAsync());

        await binh.HideAsync("readReceipts");
        await SeesAsync(an, anFrom, binh, null);
        await SeesAsync(binh, binhFrom, an, null);

        (anFrom, binhFrom) = (await an.CursorAsync(), await binh.CursorAsync());
        (await binh.Api.PatchAsync("/api/v1/me/settings", new { readReceipts = true })).Is(200);
        await SeesAsync(an, anFrom, binh, 1);
        await SeesAsync(binh, binhFrom, an, 0);
    }

    private static Task SeesAsync(Person viewer, string from, Person other, int? expected) => Eventually.HoldsAsync($"the row shows {expected}", async () =>
        (await viewer.SyncAsync($"cursor={from}")).Is(200).Rows() is [var row]
        && row.GetProperty("members").EnumerateArray().Single(member => member.GetProperty("userId").GetString() == other.Id).GetProperty("lastReadSequence") is var cursor
        && (cursor.ValueKind == JsonValueKind.Null ? (int?)null : cursor.GetInt32()) == expected);

    private static (bool ReadReceipts, bool Typing, bool Presence) Settings(JsonElement settings) =>
        (settings.GetProperty("readReceipts").GetBoolean(), settings.GetProperty("typing").GetBoolean(), settings.GetProperty("presence").GetBoolean());
}
