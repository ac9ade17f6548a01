using Messaging.Integration.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Messaging.Integration.Outbox;

/// <summary>Hangfire's dashboard is for admins, also behind a proxy on the same host.</summary>
public sealed class DashboardTests(DashboardTests.App app) : IClassFixture<DashboardTests.App>
{
    [Theory]
    [InlineData("/hangfire")]
    [InlineData("/hangfire/recurring")]
    public async Task Anonymous_is_sent_to_the_form(string path)
    {
        foreach (var headers in new (string, string)[][] { [], [("X-Forwarded-For", "127.0.0.1")], [("X-Real-IP", "127.0.0.1"), ("Forwarded", "for=127.0.0.1")] })
        {
            var answer = (await app.Api.SendAsync(HttpMethod.Get, path, null, headers)).Is(302);
            Assert.StartsWith("/hangfire-login", new Uri(app.Api.Address, answer.Header("Location")!).AbsolutePath, StringComparison.Ordinal);
            Assert.DoesNotContain("Recurring", answer.Text, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task Admin_signs_in_and_sees_the_jobs()
    {
        var signedIn = (await LogInAsync(Apps.AdminName, Person.Password)).Is(302);
        var cookie = signedIn.Header("Set-Cookie")!;

        var page = (await app.Api.SendAsync(HttpMethod.Get, "/hangfire/recurring", null, ("Cookie", cookie.Split(';')[0]))).Is(200);

        Assert.Contains("outbox-sweep", page.Text, StringComparison.Ordinal);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Others_get_no_cookie()
    {
        var an = await Person.RegisterAsync(app.Api.Address);

        foreach (var (name, password) in new[] { (an.UserName, Person.Password), (Apps.AdminName, "wrong"), ("<script>", "wrong"), ("", "") })
        {
            var answer = await LogInAsync(name, password);
            Assert.NotEqual(302, answer.Status);
            Assert.Null(answer.Header("Set-Cookie"));
            Assert.DoesNotContain("<script>", answer.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Access_token_does_not_open_it_and_its_cookie_does_not_open_the_api()
    {
        var cookie = (await LogInAsync(Apps.AdminName, Person.Password)).Header("Set-Cookie")!.Split(';')[0];

        (await app.Admin.Api.GetAsync("/hangfire")).Is(302);
        (await app.Api.SendAsync(HttpMethod.Get, "/api/v1/admin/outbox", null, ("Cookie", cookie))).IsProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task Cookie_ends_with_the_session()
    {
        await using var own = await TestApp.StartAsync();
        var admin = await Person.RegisterAsync(own.Address, Apps.AdminName);
        var password = Person.Password;
        (string Way, Func<Task> End)[] ends =
        [
            ("password change", async () =>
            {
                (await admin.Api.PostAsync("/api/v1/auth/change-password", new { currentPassword = password, newPassword = "another horse entirely" })).Is(204);
                password = "another horse entirely";
            }),
            ("ended by the owner", async () => (await (await Person.LogInAsync(own.Address, Apps.AdminName, password)).Api.PostAsync("/api/v1/me/sessions/end-others")).Is(204)),
            ("lock", async () =>
            {
                await using var db = own.Database.OpenContext();
                await db.Accounts.ExecuteUpdateAsync(set => set.SetProperty(account => account.LockoutEnd, new DateTimeOffset(9999, 1, 1, 0, 0, 0, TimeSpan.Zero)), TestContext.Current.CancellationToken);
            }),
        ];
        foreach (var (way, end) in ends)
        {
            var signedIn = await own.Anonymous.PostFormAsync("/hangfire-login", ("userName", Apps.AdminName), ("password", password));
            var cookie = ("Cookie", signedIn.Is(302).Header("Set-Cookie")!.Split(';')[0]);
            (await own.Anonymous.SendAsync(HttpMethod.Get, "/hangfire", null, cookie)).Is(200);

            await end();

            await Eventually.HoldsAsync($"the cookie ends: {way}", async () => (await own.Anonymous.SendAsync(HttpMethod.Get, "/hangfire", null, cookie)).Status == 302, TimeSpan.FromSeconds(4));
        }
    }

    private Task<Answer> LogInAsync(string userName, string password) =>
        app.Api.PostFormAsync("/hangfire-login", ("userName", userName), ("password", password));

    public sealed class App : IAsyncLifetime
    {
        private TestApp _app = null!;

        internal ApiClient Api => _app.Anonymous;

        internal Person Admin { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            _app = await TestApp.StartAsync();
            Admin = await Person.RegisterAsync(_app.Address, Apps.AdminName);
        }

        public ValueTask DisposeAsync() => _app.DisposeAsync();
    }
}
