using System.Text.Json;
using Messaging.Integration.Conversations;
using Messaging.Integration.Support;
using Messaging.Integration.Sync;
using Xunit;

namespace Messaging.Integration.Messages;

/// <summary>The answer contains the names of all users that it refers to, also after they left.</summary>
public sealed class AuthorsTests
{
    [Theory, EachDatabase]
    public async Task People_who_left_keep_their_names(DatabaseKind database)
    {
        var (an, binh) = (await Person.NewAsync(database), await Person.NewAsync(database));
        var chi = await Person.NewAsync(database, displayName: "Chi");
        (await chi.Api.PatchAsync("/api/v1/me", new { avatarUrl = "https://example.com/chi.png" })).Is(200);
        var group = await an.OpenGroupAsync("Team", binh, chi);
        await chi.SendAsync(group, "from somebody who goes");
        Assert.Empty((await an.ListMessagesAsync(group)).Is(200)["authors"].EnumerateArray());
        var position = await an.PositionAsync(group);
        var chisCursor = await chi.CursorAsync();

        (await chi.RemoveAsync(group, chi)).Is(204);

        IsChi((await an.ListMessagesAsync(group)).Is(200)["authors"]);
        IsChi((await an.SyncAsync($"conversationId={group}")).Is(200)["conversation"].GetProperty("authors"));
        var changed = (await an.SyncAsync(position)).Is(200);
        IsChi(changed["conversation"].GetProperty("authors"));
        IsChi(Assert.Single(changed.Rows()).GetProperty("authors"));
        IsChi((await an.RowAsync(group)).GetProperty("authors"));
        IsChi((await an.Api.GetAsync("/api/v1/conversations")).Is(200).Items.Single(row => row.Id() == group).GetProperty("authors"));
        // The change names her, though the sender is a member.
        (await an.AddAsync(group, chi.Id)).Is(200);
        Assert.Empty((await binh.RowAsync(group)).GetProperty("authors").EnumerateArray());
        (await an.RemoveAsync(group, chi)).Is(204);
        IsChi((await binh.RowAsync(group)).GetProperty("authors"));
        IsChi((await binh.ListMessagesAsync(group, "limit=1")).Is(200)["authors"]);
        var read = (await binh.MarkReadAsync(group, 100)).Is(200);
        IsChi(read["authors"]);
        Assert.Equal((await binh.RowAsync(group)).GetRawText(), read.Json.GetRawText());
        // A user who has left learns nothing, and a page that doesn't refer to her doesn't contain her.
        Assert.Empty((await chi.SyncAsync($"cursor={chisCursor}")).Is(200).Rows().SelectMany(row => row.GetProperty("authors").EnumerateArray()));
        await an.SendAsync(group, "goes on");
        Assert.Empty((await binh.ListMessagesAsync(group, "limit=1")).Is(200)["authors"].EnumerateArray());
        Assert.Empty((await binh.RowAsync(group)).GetProperty("authors").EnumerateArray());

        void IsChi(JsonElement authors)
        {
            var author = Assert.Single(authors.EnumerateArray());
            Assert.Equal((chi.Id, chi.UserName, "Chi", "https://example.com/chi.png"), (
                author.GetProperty("userId").GetString(), author.GetProperty("userName").GetString(),
                author.GetProperty("displayName").GetString(), author.GetProperty("avatarUrl").GetString()));
        }
    }
}
