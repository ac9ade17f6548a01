using Messaging.Infrastructure.Identity;
using Messaging.Infrastructure.Persistence;
using Messaging.Integration.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Messaging.Integration.Identity;

/// <summary>Users who come with the token of an outside issuer.</summary>
public sealed class OutsideUserTests
{
    [Theory, EachDatabase]
    public async Task First_request_makes_the_user_and_both_kinds_of_token_work_side_by_side(DatabaseKind database)
    {
        await using var app = await TestApp.StartAsync(database, OutsideTokens.Settings);
        var subject = Guid.NewGuid().ToString();
        var outside = OutsideTokens.ClientOf(app, subject, "Nguyễn Văn An", "an@example.com");

        var me = (await outside.GetAsync("/api/v1/me")).Is(200);
        Assert.Equal("Nguyễn Văn An", me.String("displayName"));
        Assert.Equal("nguyen.van.an", me.String("userName"));
        Assert.NotEqual(subject, me.String("id"));
        Assert.Equal(me.String("id"), (await OutsideTokens.ClientOf(app, subject, "Another name").GetAsync("/api/v1/me")).Is(200).String("id"));

        var binh = await Person.RegisterAsync(app.Address);
        var conversation = (await binh.Api.PostAsync("/api/v1/conversations", new { kind = "direct", userId = me.String("id") })).Is(201).String("id");
        (await outside.PostAsync($"/api/v1/conversations/{conversation}/messages", new { id = Person.NewId(), body = "Hi" })).Is(201);
        Assert.Equal("Hi", Assert.Single((await binh.ListMessagesAsync(conversation)).Is(200).Items).String("body"));
        (await outside.PostAsync("/api/v1/auth/logout")).Is(204);
    }

    [Theory, EachDatabase]
    public async Task Twenty_first_requests_at_once_make_one_user(DatabaseKind database)
    {
        await using var app = await TestApp.StartAsync(database, OutsideTokens.Settings);
        var outside = OutsideTokens.ClientOf(app, "somebody", "An");

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => outside.GetAsync("/api/v1/me")));

        Assert.Single(answers.Select(answer => answer.Is(200).String("id")).Distinct());
        await using var db = app.Database.OpenContext();
        Assert.Equal(1, await db.Users.CountAsync(TestContext.Current.CancellationToken));
    }

    [Theory, EachDatabase]
    public async Task People_with_one_name_get_user_names_of_their_own(DatabaseKind database)
    {
        await using var app = await TestApp.StartAsync(database, OutsideTokens.Settings);
        await Person.RegisterAsync(app.Address, "an.le");

        // Subjects that differ in case only are two people.
        var answers = await Task.WhenAll(
            OutsideTokens.ClientOf(app, "s1", "An Lê").GetAsync("/api/v1/me"),
            OutsideTokens.ClientOf(app, "S1", "An Lê").GetAsync("/api/v1/me"),
            OutsideTokens.ClientOf(app, "s2", "An Lê").GetAsync("/api/v1/me"));

        var names = answers.Select(answer => answer.Is(200).String("userName")).ToArray();
        Assert.Equal(3, names.Distinct().Count());
        Assert.All(names, name => Assert.Matches(@"\Aan\.le-[0-9a-f]{8}\z", name));
        (await app.Anonymous.PostAsync("/api/v1/auth/register", new { userName = names[0].ToUpperInvariant(), password = Person.Password })).IsProblem(409, "user_name_taken");
    }

    [Fact]
    public async Task Outside_subject_is_never_taken_for_an_id_of_ours()
    {
        await using var app = await TestApp.StartAsync(settings: OutsideTokens.Settings);
        var an = await Person.RegisterAsync(app.Address);

        var stranger = (await OutsideTokens.ClientOf(app, an.Id, "Stranger").GetAsync("/api/v1/me")).Is(200);

        Assert.NotEqual(an.Id, stranger.String("id"));
    }

    [Fact]
    public async Task Outside_user_does_not_become_an_admin_by_a_name()
    {
        await using var app = await TestApp.StartAsync(settings: OutsideTokens.Settings);
        var claims = OutsideTokens.Claims("somebody", Apps.AdminName);
        claims["preferred_username"] = claims["nickname"] = claims["unique_name"] = Apps.AdminName;
        claims["http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name"] = Apps.AdminName;
        var outside = OutsideTokens.Client(app, OutsideTokens.Sign(claims));

        Assert.StartsWith("admin-", (await outside.GetAsync("/api/v1/me")).Is(200).String("userName"), StringComparison.Ordinal);
        (await outside.GetAsync("/api/v1/admin/outbox")).IsProblem(403, "forbidden");
    }

    [Fact]
    public async Task Operator_can_make_an_outside_user_an_admin_once_the_name_is_given()
    {
        await using var app = await TestApp.StartAsync(settings: new Dictionary<string, string?>(OutsideTokens.Settings) { ["Admin:UserNames"] = "somebody.else,op" });
        var outside = OutsideTokens.ClientOf(app, "operator", "Olga Petrova");
        Assert.Equal("olga.petrova", (await outside.GetAsync("/api/v1/me")).Is(200).String("userName"));
        (await outside.GetAsync("/api/v1/admin/outbox")).Is(403);

        var listed = new ConfigurationBuilder().AddInMemoryCollection([new("Admin:UserNames", "olga.petrova")]).Build();
        app.Services.GetRequiredService<IOptionsMonitor<AdminOptions>>().CurrentValue.Read(listed, isDevelopment: false);

        (await outside.GetAsync("/api/v1/admin/outbox")).Is(200);
    }

    [Fact]
    public async Task Locked_account_is_refused_within_two_seconds()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var app = await TestApp.StartAsync(settings: OutsideTokens.Settings, time: time);
        var outside = OutsideTokens.ClientOf(app, "somebody", "An");
        (await outside.GetAsync("/api/v1/me")).Is(200);

        await using (var scope = app.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<MessagingDbContext>();
            await db.Accounts.ExecuteUpdateAsync(
                set => set.SetProperty(account => account.LockoutEnd, time.GetUtcNow().AddDays(1)), TestContext.Current.CancellationToken);
        }

        time.Advance(TimeSpan.FromSeconds(2));
        (await outside.GetAsync("/api/v1/me")).IsProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task Outside_user_has_no_password_here()
    {
        await using var app = await TestApp.StartAsync(settings: OutsideTokens.Settings);
        var outside = OutsideTokens.ClientOf(app, "somebody", "An Outside");

        (await outside.PostAsync("/api/v1/auth/change-password", new { currentPassword = "anything", newPassword = Person.Password })).IsProblem(422, "no_password");
        (await app.Anonymous.PostAsync("/api/v1/auth/login", new { userName = "an.outside", password = "" })).IsInvalid("password");
        (await app.Anonymous.PostAsync("/api/v1/auth/login", new { userName = "an.outside", password = "anything" })).IsProblem(401, "invalid_credentials");
    }

    [Fact]
    public async Task Channels_and_sign_in_at_the_push_service_take_outside_tokens()
    {
        await using var app = await TestApp.StartAsync(settings: OutsideTokens.Settings);
        var outside = OutsideTokens.ClientOf(app, "somebody", "An");
        var id = (await outside.GetAsync("/api/v1/me")).Is(200).String("id");

        var channel = (await outside.PostFormAsync("/pusher/auth", ("socket_id", "1.2"), ("channel_name", $"presence-user-{id}"))).Is(200);
        Assert.StartsWith($"{TestApp.PushKey}:", channel.String("auth"), StringComparison.Ordinal);
        Assert.Contains(id, channel.String("channel_data"), StringComparison.Ordinal);
        Assert.Contains(id, (await outside.PostFormAsync("/pusher/user-auth", ("socket_id", "1.2"))).Is(200).String("user_data"), StringComparison.Ordinal);
        (await outside.PostFormAsync("/pusher/auth", ("socket_id", "1.2"), ("channel_name", $"presence-user-{Guid.NewGuid()}"))).Is(403);
    }

    [Theory, EachDatabase]
    public async Task Known_token_costs_the_database_nothing(DatabaseKind database)
    {
        await using var app = await RecordedCommands.StartAppAsync(database, OutsideTokens.Settings);
        var commands = app.Services.GetRequiredService<RecordedCommands>();
        var outside = OutsideTokens.ClientOf(app, "somebody", "An");
        (await outside.GetAsync("/api/v1/me")).Is(200);

        Assert.Single(await commands.OfAsync(() => outside.GetAsync("/api/v1/me"), 200));
    }
}
