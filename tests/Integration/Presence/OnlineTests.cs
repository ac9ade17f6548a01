using Messaging.Application.Sync;
using Messaging.Integration.Support;
using Messaging.Integration.Sync;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Messaging.Integration.Presence;

/// <summary>“Always offline”, the bug that this product replaces: each way in which it came about.</summary>
public sealed class OnlineTests
{
    [Theory, EachDatabase]
    public async Task Contact_who_logs_in_on_any_page_is_seen_online_within_two_seconds(DatabaseKind database)
    {
        await using var app = await PresenceApp.StartAsync(database);
        var (an, binh, _) = await Person.PairAsync(app.Address);
        await using var list = await Tab.OpenAsync(an);
        Assert.Equal("offline", await an.SeesAsync(binh));

        // The first run of the code is not what is measured.
        var warmUp = await Person.RegisterAsync(app.Address);
        await an.OpenAsync(warmUp);
        await using var warm = await Tab.OpenAsync(warmUp);
        Assert.Equal("online", await list.NextStatusOfAsync(warmUp));

        await using var anyPage = await Tab.OpenAsync(binh);

        Assert.Equal("online", await list.NextStatusOfAsync(binh).WaitAsync(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken));
        Assert.Equal("online", await an.SeesAsync(binh));
    }

    [Theory, EachDatabase]
    public async Task Closing_one_of_two_tabs_is_online_and_closing_both_is_offline_after_the_grace(DatabaseKind database)
    {
        await using var app = await PresenceApp.StartAsync(database);
        var (an, binh, _) = await Person.PairAsync(app.Address);
        await using var list = await Tab.OpenAsync(an);
        await using var first = await Tab.OpenAsync(binh);
        await using var second = await Tab.OpenAsync(binh);
        Assert.Equal("online", await list.NextStatusOfAsync(binh));
        await app.SettleAsync();

        await first.CloseAsync();
        await app.RepairAsync();
        await app.ExpireAsync();
        Assert.Equal("online", await an.SeesAsync(binh));

        await second.CloseAsync();
        await app.UntilOfflineAsync(binh);
        Assert.Equal("offline", await list.NextStatusOfAsync(binh));
        Assert.Equal("offline", await an.SeesAsync(binh));
    }

    [Fact]
    public async Task A_reload_is_never_offline()
    {
        await using var app = await PresenceApp.StartAsync(settings: ("Presence:LeaveGraceMilliseconds", "60000"));
        var (an, binh, _) = await Person.PairAsync(app.Address);
        var page = await Tab.OpenAsync(binh);
        await app.UntilOnlineAsync(binh);
        var since = (await app.RowOfAsync(binh))!.ChangedAt;

        // Slower than the broker's own delay: the leaving is reported.
        await page.CloseAsync();
        await Eventually.HoldsAsync("the leaving is known", async () => await app.RowOfAsync(binh) is { InChannel: false });
        await app.ExpireAsync();
        Assert.Equal("online", await an.SeesAsync(binh));

        await using var reloaded = await Tab.OpenAsync(binh);
        await Eventually.HoldsAsync("the return is known", async () => await app.RowOfAsync(binh) is { InChannel: true });
        await app.RepairAsync();
        await app.ExpireAsync();
        Assert.Equal(since, (await app.RowOfAsync(binh))!.ChangedAt);
    }

    [Fact]
    public async Task Who_came_back_without_a_word_is_never_offline()
    {
        // The broker reports neither leaving nor coming when both happen within its delay. A repair in
        // between sees an empty channel all the same.
        await using var app = await PresenceApp.StartAsync(settings: [("Broker:LeaveDelayMilliseconds", "60000"), ("Presence:LeaveGraceMilliseconds", "8000")]);
        var (_, binh, _) = await Person.PairAsync(app.Address);
        var page = await Tab.OpenAsync(binh);
        await app.UntilOnlineAsync(binh);
        var since = (await app.RowOfAsync(binh))!.ChangedAt;

        await page.CloseAsync();
        await Eventually.HoldsAsync("the repair sees the empty channel", async () =>
        {
            await app.RepairAsync();
            return await app.RowOfAsync(binh) is { InChannel: false };
        });
        await using var reloaded = await Tab.OpenAsync(binh);
        await Eventually.HoldsAsync("the service was asked before the verdict", async () =>
        {
            await app.ExpireAsync();
            return await app.RowOfAsync(binh) is { InChannel: true };
        });

        Assert.Equal(since, (await app.RowOfAsync(binh))!.ChangedAt);
    }

    [Fact]
    public async Task Watching_somebody_does_not_make_them_online()
    {
        await using var app = await PresenceApp.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await using var list = await Tab.OpenAsync(an);

        (await list.AskToJoinAsync($"presence-user-{binh.Id}")).Is(403);
        await list.JoinAsync($"presence-chat-{conversation}");
        await app.SettleAsync();
        await app.RepairAsync();

        Assert.Equal("offline", await an.SeesAsync(binh));
    }

    [Theory, EachDatabase]
    public async Task Polling_is_online_for_its_time_and_no_longer(DatabaseKind database)
    {
        await using var app = await PresenceApp.StartAsync(database, ("Presence:PollSeconds", "10"), ("Presence:PollFlushSeconds", "1"));
        var (an, binh, _) = await Person.PairAsync(app.Address);
        await using var list = await Tab.OpenAsync(an);

        app.Board().Polled(binh.UserId(), TimeProvider.System.GetUtcNow());
        Assert.Equal("online", await list.NextStatusOfAsync(binh).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));

        await app.UntilOfflineAsync(binh);
        Assert.Equal("offline", await list.NextStatusOfAsync(binh));
    }

    [Theory, EachDatabase]
    public async Task Closing_the_only_tab_shows_after_the_grace_though_it_caught_up_by_polling(DatabaseKind database)
    {
        await using var app = await PresenceApp.StartAsync(database, ("Presence:PollFlushSeconds", "1"));
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await using var list = await Tab.OpenAsync(an);
        await app.UntilOnlineAsync(an);
        await app.SettleAsync();
        // As the client starts: it polls until its channel is there, then catches up.
        using var starting = new CancellationTokenSource();
        var poll = binh.Api.GetUntilAsync($"/api/v1/sync?{await binh.PositionAsync(conversation)}&wait=25", starting.Token);
        await using var page = await Tab.OpenAsync(binh);
        Assert.Equal("online", await list.NextStatusOfAsync(binh));
        await Eventually.HoldsAsync("the channel is known", async () => await app.RowOfAsync(binh) is { InChannel: true });
        await starting.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => poll);
        await binh.PositionAsync(conversation);

        await page.CloseAsync();

        // Far sooner than a poll counts, and without the job that runs every 5 s.
        Assert.Equal("offline", await list.NextStatusOfAsync(binh).WaitAsync(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Closing_a_page_that_only_polls_shows_after_the_grace()
    {
        await using var app = await PresenceApp.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await using var list = await Tab.OpenAsync(an);
        await app.UntilOnlineAsync(an);
        await app.SettleAsync();
        using var page = new CancellationTokenSource();
        var poll = binh.Api.GetUntilAsync($"/api/v1/sync?{await binh.PositionAsync(conversation)}&wait=25", page.Token);
        Assert.Equal("online", await list.NextStatusOfAsync(binh));
        await Eventually.HoldsAsync("the poll waits", () => app.Services.GetRequiredService<SyncSignal>().Waiting == 1);

        await page.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => poll);
        Assert.Equal("offline", await list.NextStatusOfAsync(binh).WaitAsync(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_second_device_that_waits_with_a_poll_keeps_online_when_the_one_with_push_is_closed()
    {
        await using var app = await PresenceApp.StartAsync();
        var (_, binh, conversation) = await Person.PairAsync(app.Address);
        using var phone = new CancellationTokenSource();
        var poll = binh.Api.GetUntilAsync($"/api/v1/sync?{await binh.PositionAsync(conversation)}&wait=25", phone.Token);
        await app.UntilOnlineAsync(binh);
        var page = await Tab.OpenAsync(binh);
        await Eventually.HoldsAsync("the channel is known", async () => await app.RowOfAsync(binh) is { InChannel: true });
        var since = (await app.RowOfAsync(binh))!.ChangedAt;

        await page.CloseAsync();
        await Eventually.HoldsAsync("the verdict is that the phone counts", async () => await app.RowOfAsync(binh) is { InChannel: false, OnlineUntil: { } until }
            && until > TimeProvider.System.GetUtcNow().AddSeconds(30));

        Assert.Equal(since, (await app.RowOfAsync(binh))!.ChangedAt);
        await phone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => poll);
    }

    [Fact]
    public async Task After_a_restart_who_reconnects_stays_online_and_who_does_not_goes_offline()
    {
        await using var app = await AppProcess.StartNewAsync(new Dictionary<string, string?>
        {
            ["RateLimits:Enabled"] = "false",
            ["Presence:StartGraceSeconds"] = "3",
            ["Presence:LeaveGraceMilliseconds"] = "1000",
        });
        var (an, binh, _) = await Person.PairAsync(app.Address);
        var gone = await Person.RegisterAsync(app.Address);
        await an.OpenAsync(gone);
        await using var before = await Tab.OpenAsync(binh);
        await using var last = await Tab.OpenAsync(gone);
        await Eventually.HoldsAsync("both are online", async () => await an.SeesAsync(binh) == "online" && await an.SeesAsync(gone) == "online");

        await app.KillAsync();
        await app.StartAsync();
        Assert.Equal(("online", "online"), (await an.SeesAsync(binh), await an.SeesAsync(gone)));
        await using var after = await Tab.OpenAsync(binh);

        await Eventually.HoldsAsync(
            "who does not come back is offline within a minute",
            async () =>
            {
                Assert.Equal("online", await an.SeesAsync(binh));
                return await an.SeesAsync(gone) == "offline";
            },
            TimeSpan.FromSeconds(60));
        Assert.Equal("online", await an.SeesAsync(binh));
    }
}
