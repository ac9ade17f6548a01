using Messaging.Application.Outbox;
using Messaging.Infrastructure.Jobs;
using Messaging.Infrastructure.Persistence;
using Messaging.Integration.Conversations;
using Messaging.Integration.Presence;
using Messaging.Integration.Support;
using Messaging.Integration.Sync;
using Xunit;

namespace Messaging.Integration.Persistence;

/// <summary>
/// SQL Server where there is none. Every other test adds the statements that it causes, and the run
/// fails when one of them is unsound; this walk through all features sees to it that there are many.
/// </summary>
public sealed class SqlServerStatementsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Walk_through_the_features_is_sound_for_sql_server()
    {
        await using var app = await PresenceApp.StartAsync();
        var admin = await Person.RegisterAsync(app.Address, Apps.AdminName);
        var (an, binh, conversation) = await Person.PairAsync(app.Address);

        await ChatAsync(an, binh, conversation);
        await ManageGroupAsync(app);
        await ChangeAccountAsync(app, an, binh);
        await OperateAsync(app, admin);

        var all = SqlServerStatements.All;
        Assert.Empty(SqlServerStatements.Problems);
        Assert.True(all.Count >= 90, $"only {all.Count} statements");
        Assert.All(Tables, table => Assert.Contains(all, sql => sql.Contains($"FROM [{table}]", StringComparison.Ordinal)));
        // Lanes are there from the start; who looks at a chat is reported by the push service.
        Assert.All(Tables.Except(["LaneLeases", "ChatViewers"]), table => Assert.Contains(all, sql => sql.Contains($"INSERT INTO [{table}]", StringComparison.Ordinal)));
        // Single saves, several saves at once, and changes that are made without reading.
        foreach (var start in new[] { "SELECT", "UPDATE [Conversations]", "UPDATE [o]", "DELETE FROM [o]", "INSERT INTO [Outbox]", "DELETE FROM [s]" })
            Assert.True(all.Any(sql => sql.Contains(start, StringComparison.Ordinal)), $"no statement with {start}");
    }

    [Theory]
    [InlineData("SELECT [m].[Id] FROM [Messages] AS [m] WHERE [m].[Id] = @p")]
    [InlineData("SELECT [m].[Id] FROM [Messages] AS [m] WHERE [m].[ConversationId] = @p AND [m].[Body] = @q")]
    [InlineData("SELECT [m].[Id] FROM [Messages] AS [m] WHERE [m].[Id] IN (@p, @q)")]
    [InlineData("SELECT [m].[Id] FROM [Messages] AS [m] WHERE [m].[Id] = @p OR [m].[ConversationId] = @q")]
    [InlineData("SELECT TOP(5) [s].[Id] FROM [Sessions] AS [s] ORDER BY [s].[ExpiresAt]")]
    [InlineData("SELECT [m].[Id] FROM [Messages] AS [m] INNER JOIN [Conversations] AS [c] ON [m].[ConversationId] = [c].[Id] WHERE [c].[Id] = @p")]
    [InlineData("SELECT [u].[Id] FROM [Users] AS [u] LEFT JOIN [Presences] AS [p] ON [u].[Id] = [p].[Id] WHERE [u].[Id] = @p")]
    [InlineData("SELECT [u].[Id] FROM [Users] AS [u] WHERE [u].[Id] IN (SELECT [m].[UserId] FROM [Members] AS [m] WHERE [m].[ConversationId] = @p)")]
    [InlineData("SELECT [c].[Id] FROM [Conversations] AS [c] WHERE EXISTS (SELECT 1 FROM [Members] AS [m] WHERE [m].[UserId] = @p AND [m].[ConversationId] = [c].[Id])")]
    [InlineData("SELECT [c].[Id] FROM [Conversations] AS [c] INNER JOIN (SELECT [m].[ConversationId] AS [X] FROM [Members] AS [m] WHERE [m].[UserId] = @p) AS [d] ON [d].[X] = [c].[Id]")]
    [InlineData("UPDATE [Users] SET [Revision] = @p WHERE [Id] = @q AND [Revision] = @r")]
    [InlineData("DELETE FROM [s] FROM [Sessions] AS [s] WHERE [s].[ExpiresAt] < @p")]
    [InlineData("SELECT [l].[Lane] FROM [LaneLeases] AS [l] WHERE [l].[Owner] = @p")]
    public void Statement_that_indexes_serve_is_sound(string sql) => Assert.Empty(SqlServerStatements.Check(sql));

    [Theory]
    [InlineData("SELECT [m].[Id] FROM [Messages] AS [m]")]
    [InlineData("SELECT [m].[Id] FROM [Messages] AS [m] WHERE [m].[Body] = @p")]
    [InlineData("SELECT [m].[Id] FROM [Messages] AS [m] WHERE [m].[Id] <> @p")]
    [InlineData("SELECT [m].[Id] FROM [Messages] AS [m] WHERE [m].[Sequence] = @p")]
    [InlineData("SELECT [m].[Id] FROM [Messages] AS [m] WHERE NOT ([m].[Id] = @p)")]
    [InlineData("SELECT [m].[Id] FROM [Messages] AS [m] WHERE [m].[Id] = @p OR [m].[Body] = @q")]
    [InlineData("SELECT [m].[Id] FROM [Messages] AS [m] WHERE [m].[Id] = [m].[ConversationId]")]
    [InlineData("SELECT [m].[Id] FROM [Messages] AS [m] WHERE UPPER([m].[Id]) = @p")]
    [InlineData("SELECT [m].[Id] FROM [Messages] AS [m] ORDER BY [m].[Id]")]
    [InlineData("SELECT [m].[Id], CASE WHEN EXISTS (SELECT 1 FROM [Users] AS [u] WHERE [u].[Id] = @p AND [m].[Id] = [u].[Id]) THEN 1 ELSE 0 END FROM [Messages] AS [m]")]
    [InlineData("SELECT [m].[Id] FROM [Messages] AS [m] LEFT JOIN [Users] AS [u] ON [u].[Id] = @p AND [m].[Id] = [u].[Id]")]
    [InlineData("UPDATE [m] SET [m].[Body] = @p FROM [Messages] AS [m] WHERE [m].[Body] = @q")]
    [InlineData("DELETE FROM [Messages] WHERE [Body] = @p")]
    public void Statement_that_reads_a_table_whole_is_found(string sql) =>
        Assert.Equal(["No index leads to Messages"], SqlServerStatements.Check(sql));

    [Fact]
    public void Join_without_a_start_reads_both_tables()
    {
        var problems = SqlServerStatements.Check("SELECT [m].[Id] FROM [Messages] AS [m] INNER JOIN [Conversations] AS [c] ON [m].[ConversationId] = [c].[Id]");

        Assert.Equal(["No index leads to Conversations", "No index leads to Messages"], problems.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("SELECT [m].[Id] FROM [Messages] AS [m] WHERE [m].[Id] = @p LIMIT 5")]
    [InlineData("SELECT [m].[Id] FROM [Messages] AS [m] WHERE")]
    [InlineData("INSERT INTO \"Users\" (\"Id\") VALUES (@p) RETURNING \"Id\"")]
    public void Statement_of_another_database_is_found(string sql) =>
        Assert.Contains("Not Transact-SQL", Assert.Single(SqlServerStatements.Check(sql)), StringComparison.Ordinal);

    private static string[] Tables =>
    [
        "Users", "Accounts", "Sessions", "Conversations", "Members", "Messages", "Outbox", "Blocks", "Presences", "ChatViewers", "NotificationPreferences", "LaneLeases",
    ];

    private static async Task ChatAsync(Person an, Person binh, string conversation)
    {
        var message = await an.SendAsync(conversation, "one");
        (await an.EditAsync(message, "1")).Is(200);
        await an.ReadMessageAsync(message);
        (await an.DeleteAsync(await an.SendAsync(conversation, "two"))).Is(200);
        foreach (var query in new[] { "", "before=2", "after=0", "around=1" }) (await binh.ListMessagesAsync(conversation, query)).Is(200);
        var position = await binh.PositionAsync(conversation);
        await an.SendAsync(conversation, "three");
        (await binh.SyncAsync(position)).Is(200);
        (await binh.Api.PutAsync($"/api/v1/conversations/{conversation}/read", new { sequence = 3 })).Is(200);
        Assert.InRange((await binh.Api.PostAsync($"/api/v1/conversations/{conversation}/typing", new { state = "started" })).Status, 200, 299);
        foreach (var filter in new[] { "all", "unread", "archived" }) (await binh.Api.GetAsync($"/api/v1/conversations?filter={filter}")).Is(200);
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
        (await owner.SyncAsync($"conversationId={group}")).Is(200);
        (await owner.RemoveAsync(group, chi)).Is(204);
    }

    private static async Task ChangeAccountAsync(TestApp app, Person an, Person binh)
    {
        (await an.Api.GetAsync("/api/v1/me")).Is(200);
        (await an.Api.PatchAsync("/api/v1/me", new { displayName = "An Nguyễn" })).Is(200);
        (await an.Api.PatchAsync("/api/v1/me/settings", new { typing = false })).Is(200);
        (await an.Api.PutAsync("/api/v1/me/notification-preferences", (await an.Api.GetAsync("/api/v1/me/notification-preferences")).Is(200).Text)).Is(200);
        (await an.Api.GetAsync("/api/v1/users?query=b")).Is(200);
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
            db.Outbox.Add(new OutboxMessage { EventName = "e", Consumer = "c", Payload = "{}", ParkedAt = DateTimeOffset.UnixEpoch });
            await db.SaveChangesAsync(Cancel);
            return true;
        });
    }
}
