using Messaging.Application.Presence;
using Messaging.Application.Sync;
using Messaging.Domain.Common;
using Messaging.Domain.Presence;
using Messaging.Infrastructure.Persistence;
using Messaging.Integration.Support;
using Messaging.Integration.Sync;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Messaging.Integration.Presence;

public sealed class ChatViewersTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EachDatabase]
    public async Task Being_in_the_chat_channel_is_looking_at_it(DatabaseKind database)
    {
        await using var app = await PresenceApp.StartAsync(database);
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await using var page = await Tab.OpenAsync(an);
        await using var elsewhere = await Tab.OpenAsync(binh);

        await page.JoinAsync($"presence-chat-{conversation}");
        await Eventually.HoldsAsync("An looks at it", async () => (await ViewersAsync(app, conversation)).SetEquals([an.UserId()]));
        await app.RepairAsync();
        Assert.Equal([an.UserId()], await ViewersAsync(app, conversation));

        await page.LeaveAsync($"presence-chat-{conversation}");
        await Eventually.HoldsAsync("nobody looks at it", async () => (await ViewersAsync(app, conversation)).Count == 0);
    }

    [Fact]
    public async Task Leaving_the_chat_channel_counts_at_once_though_it_is_reported_later()
    {
        await using var app = await PresenceApp.StartAsync(settings: ("Broker:LeaveDelayMilliseconds", "60000"));
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await using var phone = await Tab.OpenAsync(an);
        await using var page = await Tab.OpenAsync(an);
        await phone.JoinAsync($"presence-chat-{conversation}");
        await page.JoinAsync($"presence-chat-{conversation}");
        await Eventually.HoldsAsync("An looks at it", async () => (await ViewersAsync(app, conversation)).Count == 1);

        await page.LeaveAsync($"presence-chat-{conversation}");
        await page.JoinAsync($"presence-chat-{await an.OpenAsync(await Person.RegisterAsync(app.Address))}");
        Assert.Equal([an.UserId()], await ViewersAsync(app, conversation));

        await phone.LeaveAsync($"presence-chat-{conversation}");
        await Eventually.HoldsAsync("nobody looks at it", async () => (await ViewersAsync(app, conversation)).Count == 0);
        var message = await binh.SendAsync(conversation, "Are you there?");
        Assert.Equal([message.Id()], await page.NotifiedUntilAsync(message));
    }

    [Fact]
    public async Task A_client_with_push_that_catches_up_is_not_looking()
    {
        await using var app = await PresenceApp.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await using var list = await Tab.OpenAsync(an);

        await an.PositionAsync(conversation);
        var message = await binh.SendAsync(conversation, "Are you there?");

        Assert.Equal([message.Id()], await list.NotifiedUntilAsync(message));
    }

    [Fact]
    public async Task Waiting_for_a_chat_with_a_poll_is_looking_at_it_until_the_client_hangs_up()
    {
        await using var app = await PresenceApp.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await using var list = await Tab.OpenAsync(an);
        using var tablet = new CancellationTokenSource();
        using var laptop = new CancellationTokenSource();
        var position = await an.PositionAsync(conversation);
        Task<Answer>[] polls = [.. new[] { tablet, laptop }.Select(device => an.Api.GetUntilAsync($"/api/v1/sync?{position}&wait=25", device.Token))];
        await Eventually.HoldsAsync("An looks at it", async () => (await ViewersAsync(app, conversation)).Count == 1);

        await tablet.CancelAsync();
        await Eventually.HoldsAsync("one poll waits", () => app.Services.GetRequiredService<SyncSignal>().Waiting == 1);
        Assert.Equal([an.UserId()], await ViewersAsync(app, conversation));

        await laptop.CancelAsync();
        await Eventually.HoldsAsync("nobody looks at it", async () => (await ViewersAsync(app, conversation)).Count == 0);
        var message = await binh.SendAsync(conversation, "Are you there?");
        Assert.Equal([message.Id()], await list.NotifiedUntilAsync(message));
        foreach (var poll in polls) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => poll);
    }

    [Fact]
    public async Task A_poll_that_brings_the_message_still_counts_when_notifications_are_decided()
    {
        await using var app = await PresenceApp.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await using var list = await Tab.OpenAsync(an);
        var poll = an.SyncAsync($"{await an.PositionAsync(conversation)}&wait=25");
        await Eventually.HoldsAsync("An looks at it", async () => (await ViewersAsync(app, conversation)).Count == 1);

        await binh.SendAsync(conversation, "You see this");
        (await poll).Is(200);
        await app.SettleAsync();
        var witness = await Person.RegisterAsync(app.Address);
        var last = await witness.SendAsync(await witness.OpenAsync(an), "and are told of this");

        Assert.Equal([last.Id()], await list.NotifiedUntilAsync(last));
    }

    [Theory, EachDatabase]
    public async Task Viewers_whose_leaving_was_never_reported_are_dropped(DatabaseKind database)
    {
        await using var app = await PresenceApp.StartAsync(database);
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        var (_, _, empty) = await Person.PairAsync(app.Address);
        var away = await Person.RegisterAsync(app.Address);
        await using var page = await Tab.OpenAsync(an);
        await page.JoinAsync($"presence-chat-{conversation}");
        await app.SettleAsync();
        await app.WithAsync<MessagingDbContext, bool>(async db =>
        {
            foreach (var (chat, user) in new[] { (conversation, binh), (empty, away) })
            {
                var viewer = new ChatViewer(new ConversationId(Guid.Parse(chat)), user.UserId());
                viewer.Report(isPresent: true, TimeProvider.System.GetUtcNow().AddMinutes(-5));
                db.ChatViewers.Add(viewer);
            }

            await db.SaveChangesAsync(Token);
            return true;
        });

        await app.RepairAsync();

        Assert.Equal([an.UserId()], await ViewersAsync(app, conversation));
        Assert.Empty(await ViewersAsync(app, empty));
    }

    private static Task<IReadOnlySet<UserId>> ViewersAsync(TestApp app, string conversation) =>
        app.WithAsync<ChatViewers, IReadOnlySet<UserId>>(viewers => viewers.InAsync(new ConversationId(Guid.Parse(conversation)), Token));
}
