using Messaging.Integration.Support;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Messaging.Integration.Auth;

public sealed class LogInTests
{
    [Fact]
    public async Task Right_password_starts_another_session()
    {
        var an = await Person.NewAsync();

        var again = await Person.LogInAsync(an.Api.Address, an.UserName.ToUpperInvariant());

        Assert.Equal(an.Id, again.Id);
        Assert.NotEqual(an.RefreshToken, again.RefreshToken);
        (await an.Api.GetAsync("/api/v1/me")).Is(200);
        (await again.Api.GetAsync("/api/v1/me")).Is(200);
    }

    [Fact]
    public async Task Wrong_password_and_unknown_name_get_the_same_answer()
    {
        var an = await Person.NewAsync();

        var wrong = (await TryAsync(an.Api.Address, an.UserName, "not the password")).IsProblem(401, "invalid_credentials");
        var unknown = (await TryAsync(an.Api.Address, Person.NewName(), Person.Password)).IsProblem(401, "invalid_credentials");

        Assert.Equal(wrong.String("detail"), unknown.String("detail"));
    }

    [Fact]
    public async Task Missing_fields_are_named()
    {
        var app = await Apps.OnAsync(DatabaseKind.Sqlite);

        (await app.Anonymous.PostAsync("/api/v1/auth/login", new { userName = "", password = "x" })).IsInvalid("userName");
        (await app.Anonymous.PostAsync("/api/v1/auth/login", new { userName = "x", password = "" })).IsInvalid("password");
    }

    [Theory, EachDatabase]
    public async Task Account_is_locked_after_ten_wrong_passwords_in_a_row(DatabaseKind database)
    {
        var an = await Person.NewAsync(database);
        for (var i = 1; i <= 9; i++) (await TryAsync(an, "wrong")).IsProblem(401, "invalid_credentials");

        var tenth = (await TryAsync(an, "wrong")).IsProblem(423, "locked_out");
        var right = (await TryAsync(an, Person.Password)).IsProblem(423, "locked_out");

        Assert.Equal(("300", "300"), (tenth.Header("Retry-After"), right.Header("Retry-After")));
    }

    [Theory, EachDatabase]
    public async Task Wrong_passwords_at_once_are_all_counted(DatabaseKind database)
    {
        var an = await Person.NewAsync(database);

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => TryAsync(an, "wrong")));

        Assert.All(answers, answer => Assert.True(answer.Status is 401 or 423, answer.Text));
        Assert.Equal(9, answers.Count(answer => answer.Status == 401));
        (await TryAsync(an, Person.Password)).IsProblem(423, "locked_out");
    }

    [Fact]
    public async Task Right_password_starts_the_count_anew()
    {
        var an = await Person.NewAsync();
        for (var round = 0; round < 2; round++)
        {
            for (var i = 1; i <= 9; i++) (await TryAsync(an, "wrong")).Is(401);
            (await TryAsync(an, Person.Password)).Is(200);
        }
    }

    [Fact]
    public async Task Lock_opens_after_its_time()
    {
        // Identity keeps this time by the system's clock.
        await using var app = await TestApp.StartAsync(settings: new Dictionary<string, string?> { ["Auth:LockoutSeconds"] = "1" });
        var an = await Person.RegisterAsync(app.Address);
        for (var i = 1; i <= 10; i++) await TryAsync(an, "wrong");

        (await TryAsync(an, Person.Password)).Is(423);

        await Eventually.HoldsAsync("the lock opens", async () => (await TryAsync(an, Person.Password)).Status == 200);
    }

    [Fact]
    public async Task Access_token_is_good_for_an_hour()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var app = await TestApp.StartAsync(time: time);
        var an = await Person.RegisterAsync(app.Address);

        time.Advance(TimeSpan.FromMinutes(59));
        (await an.Api.GetAsync("/api/v1/me")).Is(200);
        time.Advance(TimeSpan.FromMinutes(2));

        (await an.Api.GetAsync("/api/v1/me")).IsProblem(401, "unauthenticated");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not-a-token")]
    public async Task Without_a_good_token_the_api_answers_401(string? token)
    {
        var app = await Apps.OnAsync(DatabaseKind.Sqlite);

        var answer = await new ApiClient(app.Address, token).GetAsync("/api/v1/me");

        answer.IsProblem(401, "unauthenticated");
    }

    private static Task<Answer> TryAsync(Person person, string password) => TryAsync(person.Api.Address, person.UserName, password);

    private static Task<Answer> TryAsync(Uri address, string userName, string password) =>
        new ApiClient(address).PostAsync("/api/v1/auth/login", new { userName, password });
}
