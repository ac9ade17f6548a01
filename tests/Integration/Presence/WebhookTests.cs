using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Presence;

public sealed class WebhookTests
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Theory]
    [InlineData("/webhooks/pusher")]
    [InlineData("/api/v1/webhooks/pusher")]
    public async Task Coming_into_the_own_channel_tells_the_contacts(string path)
    {
        await using var world = await World.StartAsync();

        (await world.PostAsync(World.Body(Now, "member_added", world.Binh), path: path)).Is(200);

        var told = await world.Fake.WaitForAsync(events => events.Any(item => item.Name == "user-status-change"), TimeSpan.FromSeconds(30));
        var status = told.Single(item => item.Name == "user-status-change");
        Assert.Equal(($"presence-user-{world.An.Id}", world.Binh.Id, "online"), (status.Channel, status.Json.String("userId"), status.Json.String("status")));
        Assert.False(status.Json.IsNull("lastActiveAt"));
    }

    [Fact]
    public async Task Wrong_signature_or_key_is_401_and_changes_nothing()
    {
        await using var world = await World.StartAsync(isConnected: false);
        var body = World.Body(Now, "member_added", world.Binh);

        (await world.PostAsync(body, signature: new string('0', 64))).IsProblem(401, "bad_signature");
        (await world.PostAsync(body, signature: "")).IsProblem(401, "bad_signature");
        (await world.PostAsync(body, key: "another-key")).IsProblem(401, "bad_signature");
        // The same JSON, written differently: the signature is over bytes.
        (await world.PostAsync(body + "\n", signature: World.Sign(body))).IsProblem(401, "bad_signature");

        await world.App.SettleAsync();
        Assert.Null(await world.App.RowOfAsync(world.Binh));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("nonsense")]
    [InlineData("""{"time_ms":"x","events":[]}""")]
    public async Task Signed_garbage_is_400(string body)
    {
        await using var world = await World.StartAsync();

        (await world.PostAsync(body)).IsProblem(400, "malformed_request");
    }

    [Fact]
    public async Task A_webhook_from_the_past_is_400()
    {
        await using var world = await World.StartAsync();

        (await world.PostAsync(World.Body(Now.AddMinutes(-11), "member_added", world.Binh))).IsProblem(400, "stale_webhook");
    }

    [Fact]
    public async Task What_means_nothing_here_is_taken_and_passed_over()
    {
        await using var world = await World.StartAsync(isConnected: false);
        var time = Now.ToUnixTimeMilliseconds();
        var stranger = Guid.NewGuid();

        (await world.PostAsync($$"""{"time_ms":{{time}},"events":[]}""")).Is(200);
        (await world.PostAsync(
            $$"""
            {"time_ms":{{time}},"events":[
            {"name":"channel_occupied","channel":"presence-user-{{world.Binh.Id}}"},
            {"name":"news_of_tomorrow","channel":"x"},
            {"name":"member_added","channel":"presence-user-{{world.Binh.Id}}","user_id":"{{world.An.Id}}"},
            {"name":"member_added","channel":"presence-user-{{world.Binh.Id}}","user_id":"42"},
            {"name":"member_added","channel":"presence-user-{{stranger}}","user_id":"{{stranger}}"},
            {"name":"member_added","channel":"presence-chat-{{Guid.NewGuid()}}","user_id":"{{world.An.Id}}"}]}
            """)).Is(200);

        await world.App.SettleAsync();
        Assert.Null(await world.App.RowOfAsync(world.Binh));
        Assert.Null(await world.App.RowOfAsync(world.An));
    }

    [Theory, EachDatabase]
    public async Task A_webhook_that_is_replayed_is_told_once(DatabaseKind database)
    {
        await using var world = await World.StartAsync(database);
        var body = World.Body(Now, "member_added", world.Binh);

        for (var i = 0; i < 3; i++) (await world.PostAsync(body)).Is(200);

        await world.App.UntilOnlineAsync(world.Binh);
        await world.App.SettleAsync();
        Assert.Single(world.Fake.Accepted, item => item.Name == "user-status-change");
    }

    /// <summary>It does not wait in the lanes of messages, and messages do not wait for it.</summary>
    [Theory, EachDatabase]
    public async Task A_webhook_is_applied_when_it_is_answered_even_while_push_hangs(DatabaseKind database)
    {
        await using var world = await World.StartAsync(database);
        world.Fake.Fail(new FakeFault.Hang());

        (await world.PostAsync(World.Body(Now, "member_added", world.Binh))).Is(200);

        Assert.True((await world.App.RowOfAsync(world.Binh))!.InChannel);
        Assert.Equal("online", await world.An.SeesAsync(world.Binh));
    }

    [Fact]
    public async Task Of_webhooks_in_the_wrong_order_the_newest_wins()
    {
        await using var world = await World.StartAsync();
        var now = Now;

        (await world.PostAsync(World.Body(now, "member_added", world.Binh))).Is(200);
        await world.App.UntilOnlineAsync(world.Binh);
        (await world.PostAsync(World.Body(now.AddSeconds(-2), "member_removed", world.Binh))).Is(200);
        await world.App.SettleAsync();
        await world.App.ExpireAsync();

        Assert.True((await world.App.RowOfAsync(world.Binh))!.InChannel);
        Assert.Equal("online", await world.An.SeesAsync(world.Binh));
    }

    [Theory, EachDatabase]
    public async Task Without_any_webhook_the_repair_corrects_both_ways(DatabaseKind database)
    {
        await using var world = await World.StartAsync(database);

        await world.App.RepairAsync();
        await world.App.SettleAsync();
        Assert.Equal("online", await world.An.SeesAsync(world.Binh));

        world.Fake.Vacate($"presence-user-{world.Binh.Id}");
        await world.App.RepairAsync();
        await world.App.UntilOfflineAsync(world.Binh);
        await world.App.SettleAsync();
        Assert.Equal(
            ["online", "offline"],
            world.Fake.Accepted.Where(item => item.Channel == $"presence-user-{world.An.Id}" && item.Name == "user-status-change").Select(item => item.Json.String("status")));
    }

    [Fact]
    public async Task While_the_push_service_cannot_be_asked_nobody_is_corrected()
    {
        await using var world = await World.StartAsync();
        (await world.PostAsync(World.Body(Now, "member_added", world.Binh))).Is(200);
        await world.App.UntilOnlineAsync(world.Binh);
        await world.Fake.StopAsync();

        await world.App.RepairAsync();

        Assert.True((await world.App.RowOfAsync(world.Binh))!.InChannel);
    }

    /// <summary>An app that uses the push service, and two contacts.</summary>
    private sealed class World : IAsyncDisposable
    {
        private World(FakeChannels fake, TestApp app, Person an, Person binh) => (Fake, App, An, Binh) = (fake, app, an, binh);

        public FakeChannels Fake { get; }

        public TestApp App { get; }

        public Person An { get; }

        public Person Binh { get; }

        /// <param name="database">Which database.</param>
        /// <param name="isConnected">Whether the push service has the second one in the own channel. Else the jobs would find that webhooks are wrong.</param>
        public static async Task<World> StartAsync(DatabaseKind database = DatabaseKind.Sqlite, bool isConnected = true)
        {
            var fake = await FakeChannels.StartNewAsync();
            var app = await PresenceApp.StartAsync(database, [.. fake.Settings.Select(setting => (setting.Key, setting.Value))]);
            var (an, binh, _) = await Person.PairAsync(app.Address);
            if (isConnected) fake.Occupy($"presence-user-{binh.Id}", binh.Id);
            return new World(fake, app, an, binh);
        }

        public static string Body(DateTimeOffset at, string name, Person person) =>
            $$"""{"time_ms":{{at.ToUnixTimeMilliseconds()}},"events":[{"name":"{{name}}","channel":"presence-user-{{person.Id}}","user_id":"{{person.Id}}"}]}""";

        public Task<Answer> PostAsync(string body, string? signature = null, string key = FakeChannels.Key, string path = "/webhooks/pusher")
        {
            var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            return App.Anonymous.SendAsync(HttpMethod.Post, path, content, ("X-Pusher-Key", key), ("X-Pusher-Signature", signature ?? Sign(body)));
        }

        public static string Sign(string body) =>
            Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(FakeChannels.Secret), Encoding.UTF8.GetBytes(body)));

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            await Fake.DisposeAsync();
        }
    }
}
