using System.Net.WebSockets;
using Messaging.Integration.Broker;
using Messaging.Integration.Support;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Messaging.Integration.Auth;

/// <summary>A session that has ended gives no right any more, anywhere, whatever ended it.</summary>
public sealed class EndedSessionTests
{
    // The promised time, with a margin for a busy machine.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(4);

    /// <summary>All ways in which a session ends but its time.</summary>
    private static readonly Dictionary<string, Func<TestApp, Person, Task>> Ends = new()
    {
        ["log-out"] = async (_, an) => (await an.Api.PostAsync("/api/v1/auth/logout")).Is(204),
        ["password change"] = async (_, an) => (await an.Api.PostAsync(
            "/api/v1/auth/change-password", new { currentPassword = Person.Password, newPassword = "another horse entirely" })).Is(204),
        ["by another session"] = async (app, an) =>
        {
            var other = await Person.LogInAsync(app.Address, an.UserName);
            var id = (await other.Api.GetAsync("/api/v1/me/sessions")).Is(200).Items.Single(item => !item.GetProperty("current").GetBoolean()).GetProperty("id");
            (await other.Api.DeleteAsync($"/api/v1/me/sessions/{id.GetString()}")).Is(204);
        },
        ["by the others' end"] = async (app, an) =>
            (await (await Person.LogInAsync(app.Address, an.UserName)).Api.PostAsync("/api/v1/me/sessions/end-others")).Is(204),
        ["theft"] = async (app, an) =>
            (await app.Anonymous.PostAsync("/api/v1/auth/refresh", new { refreshToken = $"{an.RefreshToken[..33]}{new string('A', 43)}" })).Is(401),
        ["locked account"] = LockAsync,
        ["deleted session row"] = async (app, an) =>
        {
            await using var db = app.Database.OpenContext();
            var id = new Domain.Common.UserId(Guid.Parse(an.Id));
            await db.Sessions.Where(session => session.UserId == id).ExecuteDeleteAsync(TestContext.Current.CancellationToken);
        },
    };

    public static TheoryData<string> Ways => [.. Ends.Keys];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Every_endpoint_refuses_its_token(string way)
    {
        var app = await Apps.OnAsync(DatabaseKind.Sqlite);
        var an = await Person.NewAsync();
        (await an.Api.GetAsync("/api/v1/me")).Is(200);
        await Ends[way](app, an);
        await Eventually.HoldsAsync("the token is refused", async () => (await an.Api.GetAsync("/api/v1/me")).Status == 401, within: Soon);

        var endpoints = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(IsForUsers).ToArray();

        Assert.True(endpoints.Length > 30, $"only {endpoints.Length} endpoints");
        foreach (var endpoint in endpoints)
        {
            var method = new HttpMethod(endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0]);
            var path = "/" + System.Text.RegularExpressions.Regex.Replace(endpoint.RoutePattern.RawText!.TrimStart('/'), @"\{[^}]*\}", Guid.NewGuid().ToString(), System.Text.RegularExpressions.RegexOptions.NonBacktracking);
            var answer = await an.Api.SendAsync(method, path);
            Assert.True(answer.Status == 401, $"{method} {path} answers {answer}");
        }

        (await app.Anonymous.PostAsync("/api/v1/auth/refresh", new { refreshToken = an.RefreshToken })).IsProblem(401, "invalid_refresh_token");
    }

    [Theory, EachDatabase]
    public async Task What_ends_in_this_process_is_refused_at_once(DatabaseKind database)
    {
        var app = await Apps.OnAsync(database);
        foreach (var way in new[] { "log-out", "password change", "by another session", "by the others' end", "theft" })
        {
            var an = await Person.NewAsync(database);
            (await an.Api.GetAsync("/api/v1/me")).Is(200);

            await Ends[way](app, an);

            (await an.Api.GetAsync("/api/v1/me")).IsProblem(401, "unauthenticated");
        }
    }

    [Theory, EachDatabase]
    public async Task Locked_account_is_refused_everywhere_and_its_poll_ends(DatabaseKind database)
    {
        var app = await Apps.OnAsync(database);
        var an = await Person.NewAsync(database);
        var cursor = (await an.Api.GetAsync("/api/v1/sync")).Is(200).String("cursor");
        var poll = an.Api.GetAsync($"/api/v1/sync?wait=25&cursor={cursor}");

        await LockAsync(app, an);

        await Eventually.HoldsAsync("the token is refused", async () => (await an.Api.GetAsync("/api/v1/me")).Status == 401, within: Soon);
        (await app.Anonymous.PostAsync("/api/v1/auth/refresh", new { refreshToken = an.RefreshToken })).IsProblem(401, "invalid_refresh_token");
        (await poll.WaitAsync(Soon, TestContext.Current.CancellationToken)).IsProblem(401, "unauthenticated");
        (await app.Anonymous.PostAsync("/api/v1/auth/login", new { userName = an.UserName, password = Person.Password })).IsProblem(423, "locked_out");
        (await app.Anonymous.PostAsync("/api/v1/auth/login", new { userName = an.UserName, password = "a wrong one" })).IsProblem(401, "invalid_credentials");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Waiting_poll_ends_and_gives_nothing(string way)
    {
        var app = await Apps.OnAsync(DatabaseKind.Sqlite);
        var (an, binh, conversation) = await Person.PairAsync();
        var cursor = (await an.Api.GetAsync("/api/v1/sync")).Is(200).String("cursor");
        var poll = an.Api.GetAsync($"/api/v1/sync?wait=25&cursor={cursor}&conversationId={conversation}&conversationCursor={(await an.Api.GetAsync($"/api/v1/sync?conversationId={conversation}"))["conversation"].GetProperty("cursor").GetString()}");

        await Ends[way](app, an);

        (await poll.WaitAsync(Soon, TestContext.Current.CancellationToken)).IsProblem(401, "unauthenticated");
        Assert.NotEmpty(binh.Id);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Push_connection_ends(string way)
    {
        if (way == "deleted session row") return;

        var app = await Apps.OnAsync(DatabaseKind.Sqlite);
        var an = await Person.NewAsync();
        await using var client = await ConnectAsync(app.Address);
        var answer = (await an.Api.PostFormAsync("/pusher/user-auth", ("socket_id", client.SocketId))).Is(200);
        await client.SendAsync(new { @event = "pusher:signin", data = new { auth = answer.String("auth"), user_data = answer.String("user_data") } });
        await client.ReceiveAsync("pusher:signin_success");

        await Ends[way](app, an);

        Assert.Equal(4009, await client.ReceiveCloseAsync().WaitAsync(Soon, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Other_sessions_and_other_people_go_on()
    {
        var an = await Person.NewAsync();
        var other = await Person.LogInAsync(an.Api.Address, an.UserName);
        var binh = await Person.NewAsync();

        (await an.Api.PostAsync("/api/v1/auth/logout")).Is(204);

        (await other.Api.GetAsync("/api/v1/me")).Is(200);
        (await other.Api.PostFormAsync("/pusher/auth", ("socket_id", "1.2"), ("channel_name", $"presence-user-{an.Id}"))).Is(200);
        (await binh.Api.GetAsync("/api/v1/me")).Is(200);
    }

    [Theory, EachDatabase]
    public async Task Deleted_user_is_told_to_sign_in(DatabaseKind database)
    {
        var app = await Apps.OnAsync(database);
        var an = await Person.NewAsync(database);
        (await an.Api.GetAsync("/api/v1/me")).Is(200);
        var id = new Domain.Common.UserId(Guid.Parse(an.Id));
        await using (var db = app.Database.OpenContext())
        {
            await db.Presences.Where(row => row.Id == id).ExecuteDeleteAsync(TestContext.Current.CancellationToken);
            await db.Sessions.Where(row => row.UserId == id).ExecuteDeleteAsync(TestContext.Current.CancellationToken);
            await db.Accounts.Where(row => row.Id == id.Value).ExecuteDeleteAsync(TestContext.Current.CancellationToken);
            await db.Users.Where(row => row.Id == id).ExecuteDeleteAsync(TestContext.Current.CancellationToken);
        }

        // At once, while the session is still remembered, and afterwards.
        (await an.Api.GetAsync("/api/v1/conversations")).IsProblem(401, "unauthenticated");
        (await an.Api.PatchAsync("/api/v1/me", new { displayName = "Gone" })).IsProblem(401, "unauthenticated");
        await Eventually.HoldsAsync("the token is refused", async () => (await an.Api.GetAsync("/api/v1/presence")).Status == 401, within: Soon);
        (await app.Anonymous.PostAsync("/api/v1/auth/refresh", new { refreshToken = an.RefreshToken })).IsProblem(401, "invalid_refresh_token");
    }

    private static async Task LockAsync(TestApp app, Person an)
    {
        await using var db = app.Database.OpenContext();
        await db.Accounts.Where(account => account.Id == Guid.Parse(an.Id)).ExecuteUpdateAsync(
            set => set.SetProperty(account => account.LockoutEnd, new DateTimeOffset(9999, 1, 1, 0, 0, 0, TimeSpan.Zero)), TestContext.Current.CancellationToken);
    }

    private static bool IsForUsers(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null
        && endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Any(data => data.Policy is "user" or "admin")
        // Signing out twice is signing out once.
        && endpoint.RoutePattern.RawText != "/api/v1/auth/logout";

    private static async Task<BrokerClient> ConnectAsync(Uri address)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{address.Authority}/app/{TestApp.PushKey}?protocol=7&client=test&version=1"), TestContext.Current.CancellationToken);
        var client = new BrokerClient(socket);
        await client.ReceiveEstablishedAsync();
        return client;
    }
}
