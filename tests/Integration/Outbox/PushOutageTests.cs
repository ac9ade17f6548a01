using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Outbox;

/// <summary>A push service that fails delays the push and nothing else.</summary>
public sealed class PushOutageTests : IAsyncLifetime
{
    private FakeChannels _fake = null!;

    public async ValueTask InitializeAsync() => _fake = await FakeChannels.StartNewAsync();

    public ValueTask DisposeAsync() => _fake.DisposeAsync();

    [Theory, EachDatabase]
    public async Task Host_that_is_down_delays_no_send_and_gets_everything_in_order_when_it_is_back(DatabaseKind database)
    {
        await _fake.StopAsync();
        await using var app = await TestApp.StartAsync(database, _fake.Settings);
        var an = await Person.RegisterAsync(app.Address);
        var conversations = new List<string>();
        for (var i = 0; i < 3; i++) conversations.Add(await an.OpenAsync(await Person.RegisterAsync(app.Address)));

        await Task.WhenAll(conversations.Select(async conversation =>
        {
            for (var i = 0; i < 20; i++)
            {
                var started = TimeProvider.System.GetTimestamp();
                await an.SendAsync(conversation, $"{i}");
                Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(4), "a send waited for the push");
            }
        }));
        Assert.Empty(_fake.Accepted);
        await _fake.StartAsync();

        foreach (var conversation in conversations) await _fake.WaitForAllInOrderAsync(conversation, 20);
        await NothingIsLeftAsync(app);
    }

    [Theory, EachDatabase]
    public async Task What_was_edited_or_deleted_meanwhile_is_announced_as_it_is_now(DatabaseKind database)
    {
        await using var app = await TestApp.StartAsync(database, _fake.Settings);
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await NothingIsLeftAsync(app);
        _fake.Fail(new FakeFault.Answer(500));
        var (edited, deleted) = (await an.SendAsync(conversation, "a slip of the pen"), await an.SendAsync(conversation, "a secret"));
        (await an.EditAsync(edited, "as it should be")).Is(200);
        (await an.DeleteAsync(deleted)).Is(200);
        // A call that was made before the deletion may still be on its way; the one after the next is not.
        await _fake.WaitForRequestsAsync(_fake.Requests + 2, TimeSpan.FromSeconds(30));
        _fake.Heal();
        await NothingIsLeftAsync(app);

        Assert.Equal([1, 2], _fake.NewMessages(conversation));
        Assert.DoesNotContain(_fake.Accepted, item => item.Data.Contains("slip of the pen", StringComparison.Ordinal) || item.Data.Contains("a secret", StringComparison.Ordinal));
        var notified = Assert.Single(_fake.Accepted, item => item.Name == "message-notification");
        Assert.Equal(($"presence-user-{binh.Id}", "as it should be"), (notified.Channel, notified.Json.String("preview")));
    }

    [Theory, EachDatabase]
    public async Task Quotes_of_what_was_edited_or_deleted_meanwhile_are_announced_as_they_are_now(DatabaseKind database)
    {
        await using var app = await TestApp.StartAsync(database, _fake.Settings);
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        var (edited, deleted) = (await an.SendAsync(conversation, "a slip of the pen"), await an.SendAsync(conversation, "a secret"));
        await NothingIsLeftAsync(app);
        var before = _fake.Accepted.Count;
        _fake.Fail(new FakeFault.Answer(500));
        await binh.ReplyAsync(edited, "one");
        await binh.ReplyAsync(deleted, "two");
        (await an.EditAsync(edited, "as it should be")).Is(200);
        (await an.DeleteAsync(deleted)).Is(200);
        // A call that was made before the deletion may still be on its way; the one after the next is not.
        await _fake.WaitForRequestsAsync(_fake.Requests + 2, TimeSpan.FromSeconds(30));
        _fake.Heal();
        await NothingIsLeftAsync(app);

        var quotes = _fake.Accepted.Skip(before).Where(item => item.Name == "new-message").Select(item => item.Json.GetProperty("message").GetProperty("quote")).ToArray();
        Assert.Equal([("as it should be", false), ("", true)], quotes.Select(quote => (quote.String("excerpt"), quote.GetProperty("deleted").GetBoolean())));
        Assert.DoesNotContain(_fake.Accepted.Skip(before), item => item.Data.Contains("slip of the pen", StringComparison.Ordinal) || item.Data.Contains("a secret", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(429)]
    public async Task Error_of_the_service_is_tried_again_until_it_is_over(int status)
    {
        _fake.Fail(new FakeFault.Answer(status));
        await DeliversAfterAsync();
    }

    [Fact]
    public async Task Rejection_with_status_200_is_tried_again_as_well()
    {
        _fake.Fail(new FakeFault.Answer(200, """{"error":"overloaded","code":503}"""));
        await DeliversAfterAsync();
    }

    [Fact]
    public async Task Broken_connection_is_tried_again()
    {
        _fake.Fail(new FakeFault.Reset());
        await DeliversAfterAsync();
    }

    [Fact]
    public async Task Silence_is_tried_again_after_the_time_out()
    {
        _fake.Fail(new FakeFault.Hang());
        await DeliversAfterAsync(new() { ["Pusher:TimeoutMilliseconds"] = "300" });
    }

    [Fact]
    public async Task Lost_answer_repeats_a_batch_as_it_was_and_loses_nothing()
    {
        _fake.Fail(new FakeFault.AcceptThenReset(), times: 3);
        await using var app = await TestApp.StartAsync(settings: _fake.Settings);
        var (an, _, conversation) = await Person.PairAsync(app.Address);

        await an.SendManyAsync(conversation, 10);
        await NothingIsLeftAsync(app);

        var arrived = _fake.Accepted.Where(item => item.Channel == $"presence-chat-{conversation}").ToArray();
        Assert.Equal(10, arrived.Distinct().Count());
        Assert.Equal(Enumerable.Range(1, 10).Select(sequence => (long)sequence), _fake.NewMessages(conversation).Distinct());
    }

    [Fact]
    public async Task Time_that_the_service_asks_for_is_kept()
    {
        // The job that repairs presence asks too, and is no lane.
        _fake.Fail(new FakeFault.Answer(429, RetryAfter: "2"), times: 1, publishingOnly: true);
        await using var app = await TestApp.StartAsync(settings: _fake.Settings);
        var (an, _, conversation) = await Person.PairAsync(app.Address);

        await an.SendAsync(conversation, "Hi");
        await _fake.WaitForAllInOrderAsync(conversation, 1);

        // Timed where the requests arrive: the steps of this test may take longer than the pause.
        Assert.InRange(_fake.FirstPause, TimeSpan.FromSeconds(1.9), TimeSpan.FromSeconds(15));
    }

    [Theory, EachDatabase]
    public async Task First_lane_that_gets_through_ends_the_waits_of_the_others(DatabaseKind database)
    {
        // Each lane waits 10 to 20 s on its own; with the first of them, all go on.
        await using var app = await TestApp.StartAsync(database, With(new() { ["Outbox:BackoffMinMilliseconds"] = "20000", ["Outbox:BackoffMaxMilliseconds"] = "20000" }));
        var an = await Person.RegisterAsync(app.Address);
        var conversations = new List<string>();
        for (var i = 0; i < 12; i++) conversations.Add(await an.OpenAsync(await Person.RegisterAsync(app.Address)));
        await NothingIsLeftAsync(app);
        _fake.Fail(new FakeFault.Answer(503), publishingOnly: true);
        foreach (var conversation in conversations) await an.SendAsync(conversation, "Hi");
        await Eventually.HoldsAsync("every lane has failed", async () =>
        {
            await using var db = app.Database.OpenContext();
            return db.Outbox.Where(row => row.Attempts > 0).Select(row => row.Lane).Distinct().Count() == db.Outbox.Select(row => row.Lane).Distinct().Count();
        });

        _fake.Heal();
        await Eventually.HoldsAsync("one lane gets through", () => conversations.Exists(conversation => _fake.NewMessages(conversation).Length > 0));
        var first = TimeProvider.System.GetTimestamp();
        foreach (var conversation in conversations) await _fake.WaitForAllInOrderAsync(conversation, 1);

        Assert.InRange(TimeProvider.System.GetElapsedTime(first), TimeSpan.Zero, TimeSpan.FromSeconds(4));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task Wrong_credentials_park_nothing_and_are_told_loudly(int status)
    {
        _fake.Fail(new FakeFault.Answer(status));
        await using var app = await TestApp.StartAsync(settings: With(new() { ["Outbox:UnauthorizedRetryMilliseconds"] = "1000" }));
        var admin = await Person.RegisterAsync(app.Address, Apps.AdminName);
        var (an, _, conversation) = await Person.PairAsync(app.Address);
        await an.SendManyAsync(conversation, 3);

        await Eventually.HoldsAsync("an alarm is logged", () => app.Logs.Lines.Any(line => line.StartsWith("Critical", StringComparison.Ordinal)));
        Assert.Equal(0, (await admin.Api.GetAsync("/api/v1/admin/outbox")).Is(200).Json.Number("parkedCount"));
        _fake.Heal();

        await _fake.WaitForAllInOrderAsync(conversation, 3);
    }

    [Fact]
    public async Task Full_outbox_refuses_sends_with_a_time_and_takes_them_again_when_it_has_drained()
    {
        await _fake.StopAsync();
        await using var app = await TestApp.StartAsync(settings: With(new() { ["Outbox:MaxWaitingRows"] = "100", ["Outbox:PollIntervalMilliseconds"] = "50" }));
        var (an, _, conversation) = await Person.PairAsync(app.Address);
        var taken = 0;
        Answer? refused = null;

        await Eventually.HoldsAsync("a send is refused", async () =>
        {
            var answer = await an.TrySendAsync(conversation, "Hi");
            if (answer.Status == 201) taken++;
            else refused = answer;
            return refused is not null;
        });
        Assert.True(refused!.IsProblem(503, "outbox_full")["retryable"].GetBoolean());
        Assert.Equal("5", refused.Header("Retry-After"));
        Assert.Equal(taken, (await an.ListMessagesAsync(conversation)).Is(200).Items[^1].Number("sequence"));

        await _fake.StartAsync();
        await Eventually.HoldsAsync("a send is taken again", async () => (await an.TrySendAsync(conversation, "Hi")).Status == 201);
        await _fake.WaitForAllInOrderAsync(conversation, taken + 1);
    }

    private async Task DeliversAfterAsync(Dictionary<string, string?>? settings = null)
    {
        await using var app = await TestApp.StartAsync(settings: With(settings ?? []));
        var (an, _, conversation) = await Person.PairAsync(app.Address);
        await an.SendManyAsync(conversation, 12);
        var failed = _fake.Requests;
        await _fake.WaitForRequestsAsync(failed + 2, TimeSpan.FromSeconds(30));
        Assert.Empty(_fake.Accepted);

        _fake.Heal();

        await _fake.WaitForAllInOrderAsync(conversation, 12);
        await NothingIsLeftAsync(app);
    }

    private Dictionary<string, string?> With(Dictionary<string, string?> settings)
    {
        foreach (var (key, value) in _fake.Settings) settings[key] = value;
        return settings;
    }

    private static Task NothingIsLeftAsync(TestApp app) => Eventually.HoldsAsync("the outbox is empty", async () =>
    {
        await using var db = app.Database.OpenContext();
        return !db.Outbox.Any();
    });
}
