using Messaging.Integration.Support;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Messaging.Integration.Auth;

public sealed class RefreshTests
{
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    [Fact]
    public async Task Refresh_gives_a_new_pair_that_works()
    {
        var an = await Person.NewAsync();

        var first = (await RefreshAsync(an.Api.Address, an.RefreshToken)).Is(200);
        var second = (await RefreshAsync(an.Api.Address, first.String("refreshToken"))).Is(200);

        Assert.Equal(an.Id, second["user"].String("id"));
        Assert.Equal(3, new[] { an.RefreshToken, first.String("refreshToken"), second.String("refreshToken") }.Distinct().Count());
        (await new ApiClient(an.Api.Address, second.String("accessToken")).GetAsync("/api/v1/me")).Is(200);
    }

    [Fact]
    public async Task Replaced_token_is_good_for_another_60_seconds()
    {
        await using var app = await TestApp.StartAsync(time: _time);
        var an = await Person.RegisterAsync(app.Address);
        (await RefreshAsync(app.Address, an.RefreshToken)).Is(200);

        _time.Advance(TimeSpan.FromSeconds(59));

        (await RefreshAsync(app.Address, an.RefreshToken)).Is(200);
    }

    [Fact]
    public async Task Replaced_token_after_that_ends_the_session()
    {
        await using var app = await TestApp.StartAsync(time: _time);
        var an = await Person.RegisterAsync(app.Address);
        var other = await Person.LogInAsync(app.Address, an.UserName);
        var current = (await RefreshAsync(app.Address, an.RefreshToken)).Is(200).String("refreshToken");

        _time.Advance(TimeSpan.FromSeconds(61));
        (await RefreshAsync(app.Address, an.RefreshToken)).IsProblem(401, "invalid_refresh_token");

        (await RefreshAsync(app.Address, current)).IsProblem(401, "invalid_refresh_token");
        (await RefreshAsync(app.Address, other.RefreshToken)).Is(200);
    }

    [Fact]
    public async Task Two_tabs_that_refresh_at_the_same_moment_both_stay_signed_in()
    {
        await using var app = await TestApp.StartAsync(time: _time);
        var an = await Person.RegisterAsync(app.Address);
        var one = (await RefreshAsync(app.Address, an.RefreshToken)).Is(200).String("refreshToken");
        var two = (await RefreshAsync(app.Address, an.RefreshToken)).Is(200).String("refreshToken");

        _time.Advance(TimeSpan.FromMinutes(50));
        (await RefreshAsync(app.Address, one)).Is(200);

        (await RefreshAsync(app.Address, two)).Is(200);
    }

    [Fact]
    public async Task Three_tabs_that_refresh_in_turn_within_the_grace_are_all_answered()
    {
        await using var app = await TestApp.StartAsync(time: _time);
        var an = await Person.RegisterAsync(app.Address);
        var tabs = new[] { an.RefreshToken, an.RefreshToken, an.RefreshToken };

        // Every tab comes with its own last token, which the two others have replaced in between.
        for (var turn = 0; turn < 12; turn++)
        {
            tabs[turn % 3] = (await RefreshAsync(app.Address, tabs[turn % 3])).Is(200).String("refreshToken");
            _time.Advance(TimeSpan.FromSeconds(15));
        }

        (await RefreshAsync(app.Address, an.RefreshToken)).IsProblem(401, "invalid_refresh_token");
        foreach (var token in tabs) (await RefreshAsync(app.Address, token)).IsProblem(401, "invalid_refresh_token");
    }

    [Fact]
    public async Task Token_before_the_last_is_answered_within_the_grace()
    {
        await using var app = await TestApp.StartAsync(time: _time);
        var an = await Person.RegisterAsync(app.Address);
        var token = an.RefreshToken;
        for (var i = 0; i < 5; i++) token = (await RefreshAsync(app.Address, token)).Is(200).String("refreshToken");
        _time.Advance(TimeSpan.FromSeconds(59));

        Assert.Equal(token, (await RefreshAsync(app.Address, an.RefreshToken)).Is(200).String("refreshToken"));
    }

    [Fact]
    public async Task Client_that_refreshes_in_a_loop_keeps_its_session()
    {
        await using var app = await TestApp.StartAsync(time: _time);
        var an = await Person.RegisterAsync(app.Address);
        var token = an.RefreshToken;
        for (var i = 0; i < 50; i++) token = (await RefreshAsync(app.Address, token)).Is(200).String("refreshToken");

        (await RefreshAsync(app.Address, an.RefreshToken)).Is(200);
        (await RefreshAsync(app.Address, token)).Is(200);
    }

    [Theory, EachDatabase]
    public async Task Many_refreshes_with_one_token_at_once_all_succeed(DatabaseKind database)
    {
        var an = await Person.NewAsync(database);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => RefreshAsync(an.Api.Address, an.RefreshToken)));

        Assert.All(answers, answer => answer.Is(200));
    }

    [Fact]
    public async Task Session_ends_after_30_days_without_a_refresh_and_not_before()
    {
        await using var app = await TestApp.StartAsync(time: _time);
        var an = await Person.RegisterAsync(app.Address);

        _time.Advance(TimeSpan.FromDays(29));
        var next = (await RefreshAsync(app.Address, an.RefreshToken)).Is(200).String("refreshToken");
        _time.Advance(TimeSpan.FromDays(31));

        (await RefreshAsync(app.Address, next)).IsProblem(401, "invalid_refresh_token");
    }

    [Theory]
    [InlineData("x")]
    [InlineData("00000000000000000000000000000000.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Foreign_token_is_refused(string token)
    {
        var app = await Apps.OnAsync(DatabaseKind.Sqlite);

        (await RefreshAsync(app.Address, token)).IsProblem(401, "invalid_refresh_token");
    }

    [Fact]
    public async Task Missing_token_is_named()
    {
        var app = await Apps.OnAsync(DatabaseKind.Sqlite);

        (await app.Anonymous.PostAsync("/api/v1/auth/refresh", new { refreshToken = "" })).IsInvalid("refreshToken");
    }

    private static Task<Answer> RefreshAsync(Uri address, string refreshToken) =>
        new ApiClient(address).PostAsync("/api/v1/auth/refresh", new { refreshToken });
}
