using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Outbox;

/// <summary>The outbox as admins see it, and their actions on parked rows.</summary>
public sealed class AdminTests : IAsyncLifetime
{
    private FakeChannels _fake = null!;
    private TestApp _app = null!;
    private Person _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _fake = await FakeChannels.StartNewAsync();
        _app = await TestApp.StartAsync(settings: _fake.Settings);
        _admin = await Person.RegisterAsync(_app.Address, Apps.AdminName);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _fake.DisposeAsync();
    }

    [Fact]
    public async Task Empty_outbox_is_empty()
    {
        await Eventually.HoldsAsync("nothing waits", async () => (await OutboxAsync())["waiting"].GetInt64() == 0);
        var outbox = await OutboxAsync();

        Assert.True(outbox.Json.IsNull("oldestSeconds"));
        Assert.Equal(0, outbox.Json.Number("parkedCount"));
        Assert.Empty(outbox["parked"].EnumerateArray());
    }

    [Fact]
    public async Task Parked_row_is_listed_without_its_text_and_degrades_health()
    {
        var conversation = await ParkOneAsync();

        var outbox = await OutboxAsync();

        var row = Assert.Single(outbox["parked"].EnumerateArray());
        Assert.Equal(("message-sent", "message-changes", conversation), (row.String("eventName"), row.String("consumer"), row.String("orderKey")));
        Assert.Contains("Rejected", row.String("lastError"), StringComparison.Ordinal);
        Assert.DoesNotContain("poison", outbox.Text, StringComparison.Ordinal);
        var health = (await _app.Anonymous.GetAsync("/health/ready")).Is(200);
        Assert.Equal("Degraded", health.String("status"));
        Assert.Equal("1 outbox rows are parked.", health["checks"].GetProperty("outbox").String("description"));
    }

    [Fact]
    public async Task Replayed_row_is_delivered()
    {
        var conversation = await ParkOneAsync();
        _fake.Poison = null;

        var replayed = (await _admin.Api.PostAsync("/api/v1/admin/outbox/replay")).Is(200);

        Assert.Equal(1, replayed.Json.Number("count"));
        await _fake.WaitForAllInOrderAsync(conversation, 1);
        await Eventually.HoldsAsync("nothing is left", async () => await OutboxAsync() is var now && now["waiting"].GetInt64() + now["parkedCount"].GetInt64() == 0);
        Assert.Equal("Healthy", (await _app.Anonymous.GetAsync("/health/ready")).Is(200).String("status"));
    }

    [Fact]
    public async Task Only_the_named_rows_are_replayed()
    {
        await ParkOneAsync();

        (await _admin.Api.PostAsync("/api/v1/admin/outbox/replay", new { ids = new[] { long.MaxValue } })).Is(200);

        Assert.Equal(1, (await OutboxAsync()).Json.Number("parkedCount"));
    }

    [Fact]
    public async Task Discarded_row_is_gone_and_its_message_stays()
    {
        var conversation = await ParkOneAsync();
        var id = (await OutboxAsync())["parked"][0].Number("id");

        Assert.Equal(1, (await _admin.Api.PostAsync("/api/v1/admin/outbox/discard", new { ids = new[] { id } })).Is(200).Json.Number("count"));

        Assert.Equal(0, (await OutboxAsync()).Json.Number("parkedCount"));
        Assert.Empty(_fake.NewMessages(conversation));
        Assert.Equal(0, (await _admin.Api.PostAsync("/api/v1/admin/outbox/discard", new { ids = new[] { id } })).Is(200).Json.Number("count"));
    }

    [Fact]
    public async Task Discarding_names_its_rows()
    {
        (await _admin.Api.PostAsync("/api/v1/admin/outbox/discard", "{}")).IsInvalid("ids");
        (await _admin.Api.PostAsync("/api/v1/admin/outbox/discard", """{ "ids": [] }""")).IsInvalid("ids");
    }

    [Fact]
    public async Task Others_are_refused()
    {
        var an = await Person.RegisterAsync(_app.Address);

        foreach (var (method, path) in new[] { (HttpMethod.Get, ""), (HttpMethod.Post, "/replay"), (HttpMethod.Post, "/discard") })
        {
            (await an.Api.SendAsync(method, $"/api/v1/admin/outbox{path}")).IsProblem(403, "forbidden");
            (await _app.Anonymous.SendAsync(method, $"/api/v1/admin/outbox{path}")).IsProblem(401, "unauthenticated");
        }
    }

    /// <summary>Sends one message that the push service does not accept, and returns its conversation.</summary>
    private async Task<string> ParkOneAsync()
    {
        _fake.Poison = item => item.Name == "new-message";
        var (an, _, conversation) = await Person.PairAsync(_app.Address);
        await an.SendAsync(conversation, "poison");
        await Eventually.HoldsAsync("the row is parked", async () => (await OutboxAsync())["parkedCount"].GetInt64() == 1);
        return conversation;
    }

    private async Task<Answer> OutboxAsync() => (await _admin.Api.GetAsync("/api/v1/admin/outbox")).Is(200);
}
