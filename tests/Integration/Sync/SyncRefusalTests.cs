using Messaging.Application.Common;
using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Sync;

/// <summary>Requests that the polling endpoint refuses.</summary>
public sealed class SyncRefusalTests
{
    [Theory]
    [InlineData("nonsense")]
    [InlineData("!")]
    [InlineData("dS4tMQ")] // u.-1
    [InlineData("dS4x.dS4x")]
    public async Task Bad_cursor_is_refused(string cursor)
    {
        var (an, _, conversation) = await Person.PairAsync();

        (await an.SyncAsync($"cursor={cursor}")).IsProblem(400, "invalid_cursor");
        (await an.SyncAsync($"conversationId={conversation}&conversationCursor={cursor}")).IsProblem(400, "invalid_cursor");
    }

    [Fact]
    public async Task Cursor_of_another_feed_is_refused()
    {
        var (an, _, conversation) = await Person.PairAsync();
        var user = await an.CursorAsync();
        var chat = (await an.ListMessagesAsync(conversation)).Is(200).String("syncCursor");

        (await an.SyncAsync($"cursor={chat}")).IsProblem(400, "invalid_cursor");
        (await an.SyncAsync($"conversationId={conversation}&conversationCursor={user}")).IsProblem(400, "invalid_cursor");
    }

    [Fact]
    public async Task Cursor_from_the_future_is_refused_instead_of_waiting_for_it()
    {
        // As after the database was restored: such a client would hear of nothing for a long time.
        var (an, _, conversation) = await Person.PairAsync();

        (await an.SyncAsync($"cursor={Cursor.Write("u", 1_000_000)}")).IsProblem(400, "invalid_cursor");
        (await an.SyncAsync($"conversationId={conversation}&conversationCursor={Cursor.Write("c", 1_000_000)}")).IsProblem(400, "invalid_cursor");
    }

    [Theory]
    [InlineData("wait=26", "wait")]
    [InlineData("wait=-1", "wait")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=101", "limit")]
    [InlineData("conversationCursor=Yy4w", "conversationCursor")]
    public async Task Field_out_of_range_is_named(string query, string field)
    {
        var an = await Person.NewAsync();

        (await an.SyncAsync(query)).IsInvalid(field);
    }

    [Theory, EachDatabase]
    public async Task Conversation_of_strangers_is_not_found(DatabaseKind database)
    {
        var (_, _, conversation) = await Person.PairAsync(database);
        var stranger = await Person.NewAsync(database);

        (await stranger.SyncAsync($"conversationId={conversation}&wait=25")).IsProblem(404, "not_found");
        (await stranger.SyncAsync($"conversationId={Guid.NewGuid()}&wait=25")).IsProblem(404, "not_found");
    }

    [Fact]
    public async Task Without_a_token_it_is_401()
    {
        var app = await Apps.OnAsync(DatabaseKind.Sqlite);

        (await app.Anonymous.GetAsync("/api/v1/sync")).Is(401);
    }
}
