using Messaging.Application.Common;
using Messaging.Infrastructure.Jobs;
using Messaging.Infrastructure.Persistence;
using Messaging.Integration.Conversations;
using Messaging.Integration.Presence;
using Messaging.Integration.Reactions;
using Messaging.Integration.Support;
using Messaging.Integration.Sync;
using Xunit;

namespace Messaging.Integration.Persistence;

/// <summary>Uses every feature once, so that the statements behind it have been sent.</summary>
internal static class FeatureWalk
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="app">With the settings of <see cref="PresenceApp"/>.</param>
    public static async Task WalkAsync(TestApp app)
    {
        var admin = await Person.RegisterAsync(app.Address, Apps.AdminName);
        var (an, binh, conversation) = await Person.PairAsync(app.Address);

        await OpenAsync(app, an);
        await ChatAsync(an, binh, conversation);
        await ManageGroupAsync(app);
        await ChangeAccountAsync(app, an, binh);
        await OperateAsync(app, admin);
    }

    private static async Task OpenAsync(TestApp app, Person an)
    {
        var chi = await Person.RegisterAsync(app.Address);
        await an.OpenAloneAsync(chi);
        await chi.OpenAloneAsync(an);
    }

    private static async Task ChatAsync(Person an, Person binh, string conversation)
    {
        var message = await an.SendAsync(conversation, "one");
        (await an.EditAsync(message, "1")).Is(200);
        await an.ReadMessageAsync(message);
        (await binh.ReactAsync(message, "👍")).Is(200);
        Assert.Single((await an.ListReactionsAsync(message)).Is(200).Items);
        (await binh.TakeBackAsync(message, "👍")).Is(200);
        (await an.DeleteAsync(await an.SendAsync(conversation, "two"))).Is(200);
        foreach (var query in new[] { "", "before=2", "after=0", "around=1" }) (await binh.ListMessagesAsync(conversation, query)).Is(200);
        var position = await binh.PositionAsync(conversation);
        await an.SendAsync(conversation, "three");
        (await binh.SyncAsync(position)).Is(200);
        (await binh.Api.PutAsync($"/api/v1/conversations/{conversation}/read", new { sequence = 3 })).Is(200);
        Assert.InRange((await binh.Api.PostAsync($"/api/v1/conversations/{conversation}/typing", new { state = "started" })).Status, 200, 299);
        foreach (var filter in new[] { "all", "unread", "archived" }) (await binh.Api.GetAsync($"/api/v1/conversations?filter={filter}")).Is(200);
        (await binh.Api.GetAsync($"/api/v1/conversations?query={an.UserName}")).Is(200);
        (await binh.Api.PatchAsync($"/api/v1/conversations/{conversation}/me", new { archived = true })).Is(200);
        foreach (var channel in new[] { $"presence-chat-{conversation}", $"presence-user-{binh.Id}" })
            (await binh.Api.PostFormAsync("/pusher/auth", ("socket_id", "1.1"), ("channel_name", channel))).Is(200);
        (await binh.Api.PostFormAsync("/pusher/user-auth", ("socket_id", "1.1"))).Is(200);
    }

    private static async Task ManageGroupAsync(TestApp app)
    {
        var (owner, binh, chi, group) = await GroupCalls.TeamAsync(app.Address);
        var dung = await Person.RegisterAsync(app.Address);
        (await owner.RenameAsync(group, "Crew")).Is(200);
        (await owner.AddAsync(group, dung.Id)).Is(200);
        (await owner.ChangeRoleAsync(group, binh, "owner")).Is(200);
        await owner.SendAsync(group, $"Hi @{chi.UserName}");
        Assert.Single((await owner.Api.GetAsync($"/api/v1/conversations?query=crew {chi.UserName}")).Is(200).Items);
        (await owner.SyncAsync($"conversationId={group}")).Is(200);
        (await owner.RemoveAsync(group, chi)).Is(204);
    }

    private static async Task ChangeAccountAsync(TestApp app, Person an, Person binh)
    {
        (await an.Api.GetAsync("/api/v1/me")).Is(200);
        (await an.Api.PatchAsync("/api/v1/me", new { displayName = "An Nguyễn" })).Is(200);
        (await an.Api.PatchAsync("/api/v1/me/settings", new { typing = false })).Is(200);
        (await an.Api.PutAsync("/api/v1/me/notification-preferences", (await an.Api.GetAsync("/api/v1/me/notification-preferences")).Is(200).Text)).Is(200);
        var found = (await an.Api.GetAsync("/api/v1/users?query=u&limit=1")).Is(200);
        (await an.Api.GetAsync($"/api/v1/users?query=u&limit=1&cursor={found.String("nextCursor")}")).Is(200);
        (await an.Api.GetAsync($"/api/v1/users?query=u {binh.UserName} @{binh.UserName[..2]}")).Is(200);
        (await an.Api.GetAsync($"/api/v1/users/{binh.Id}")).Is(200);
        (await an.Api.GetAsync($"/api/v1/presence?userIds={binh.Id}")).Is(200);
        Assert.InRange((await an.Api.PutAsync($"/api/v1/me/blocks/{binh.Id}")).Status, 200, 299);
        (await an.Api.GetAsync("/api/v1/me/blocks")).Is(200);
        Assert.InRange((await an.Api.DeleteAsync($"/api/v1/me/blocks/{binh.Id}")).Status, 200, 299);
        (await an.Api.PostAsync("/api/v1/auth/refresh", new { refreshToken = an.RefreshToken })).Is(200);
        var again = await Person.LogInAsync(app.Address, an.UserName);
        Assert.InRange((await again.Api.PostAsync("/api/v1/auth/change-password", new { currentPassword = Person.Password, newPassword = "another horse battery" })).Status, 200, 299);
        var last = await Person.LogInAsync(app.Address, an.UserName, "another horse battery");
        Assert.InRange((await last.Api.PostAsync("/api/v1/auth/logout", new { refreshToken = last.RefreshToken })).Status, 200, 299);
    }

    private static async Task OperateAsync(TestApp app, Person admin)
    {
        await app.RepairAsync();
        await app.ExpireAsync();
        await app.WithAsync<RecurringJobs, bool>(async jobs =>
        {
            await jobs.SweepOutboxAsync(Cancel);
            await jobs.PurgeOutboxAsync(Cancel);
            await jobs.PurgeSessionsAsync(Cancel);
            return true;
        });
        await app.SettleAsync();
        (await admin.Api.GetAsync("/api/v1/admin/outbox")).Is(200);
        (await admin.Api.PostAsync("/api/v1/admin/outbox/replay")).Is(200);
        (await admin.Api.PostAsync("/api/v1/admin/outbox/discard", """{ "ids": [1] }""")).Is(200);
        (await app.Anonymous.GetAsync("/health/ready")).Is(200);
        await app.WithAsync<MessagingDbContext, bool>(async db =>
        {
            db.Outbox.Add(new OutboxMessage { EventName = "e", Consumers = "c", Payload = "{}", ParkedAt = DateTimeOffset.UnixEpoch });
            await db.SaveChangesAsync(Cancel);
            return true;
        });
    }
}
