using Messaging.Application.Presence;
using Messaging.Domain.Common;
using Messaging.Domain.Presence;
using Messaging.Infrastructure.Persistence;
using Messaging.Integration.Support;
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
    public async Task Polling_for_a_chat_is_looking_at_it_for_a_minute()
    {
        await using var app = await PresenceApp.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        var now = TimeProvider.System.GetUtcNow();
        var id = new ConversationId(Guid.Parse(conversation));

        await app.WithAsync<ChatViewers, bool>(viewers =>
        {
            viewers.Polled(an.UserId(), id, now.AddSeconds(-1));
            viewers.Polled(binh.UserId(), id, now.AddSeconds(-61));
            return Task.FromResult(true);
        });

        Assert.Equal([an.UserId()], await ViewersAsync(app, conversation));
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
