using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Auth;

public sealed class SessionsTests
{
    private const string Path = "/api/v1/me/sessions";

    [Theory, EachDatabase]
    public async Task List_shows_every_device_of_the_caller_and_nobody_elses(DatabaseKind database)
    {
        var an = await Person.NewAsync(database);
        var other = await Person.LogInAsync(an.Api.Address, an.UserName);
        await Person.NewAsync(database);

        var sessions = (await other.Api.GetAsync(Path)).Is(200).Items;

        Assert.Equal(2, sessions.Length);
        Assert.Equal([true, false], sessions.Select(session => session.GetProperty("current").GetBoolean()));
        Assert.All(sessions, session => Assert.Equal("127.0.0.x", session.GetProperty("address").GetString()));
        Assert.All(sessions, session => Assert.InRange(session.GetProperty("createdAt").GetDateTimeOffset(), DateTimeOffset.UnixEpoch.AddYears(50), session.GetProperty("lastUsedAt").GetDateTimeOffset()));
    }

    [Fact]
    public async Task User_agent_is_kept_short_and_printable()
    {
        var an = await Person.NewAsync();
        using var body = System.Net.Http.Json.JsonContent.Create(new { userName = an.UserName, password = Person.Password });

        var answer = await new ApiClient(an.Api.Address).SendAsync(
            HttpMethod.Post, "/api/v1/auth/login", body, ("User-Agent", $"Mozilla/5.0 (X11; Linux) {new string('x', 500)}"));

        var session = (await new ApiClient(an.Api.Address, answer.Is(200).String("accessToken")).GetAsync(Path)).Items.Single(item => item.GetProperty("current").GetBoolean());
        Assert.StartsWith("Mozilla/5.0 (X11; Linux) x", session.GetProperty("userAgent").GetString(), StringComparison.Ordinal);
        Assert.Equal(200, session.GetProperty("userAgent").GetString()!.Length);
    }

    [Fact]
    public async Task Refresh_moves_the_last_use()
    {
        var an = await Person.NewAsync();
        var before = (await an.Api.GetAsync(Path)).Items.Single();

        (await an.Api.PostAsync("/api/v1/auth/refresh", new { refreshToken = an.RefreshToken })).Is(200);

        var after = (await an.Api.GetAsync(Path)).Items.Single();
        Assert.Equal(before.GetProperty("createdAt").GetString(), after.GetProperty("createdAt").GetString());
        Assert.True(after.GetProperty("lastUsedAt").GetDateTimeOffset() > before.GetProperty("lastUsedAt").GetDateTimeOffset());
    }

    [Theory, EachDatabase]
    public async Task Session_of_somebody_else_is_not_found_and_goes_on(DatabaseKind database)
    {
        var an = await Person.NewAsync(database);
        var binh = await Person.NewAsync(database);
        var id = (await binh.Api.GetAsync(Path)).Items.Single().GetProperty("id").GetString();

        (await an.Api.DeleteAsync($"{Path}/{id}")).IsProblem(404, "not_found");
        (await an.Api.DeleteAsync($"{Path}/{Guid.NewGuid()}")).IsProblem(404, "not_found");

        (await binh.Api.GetAsync("/api/v1/me")).Is(200);
    }

    [Theory, EachDatabase]
    public async Task Ending_the_others_leaves_this_one(DatabaseKind database)
    {
        var an = await Person.NewAsync(database);
        var others = new[] { await Person.LogInAsync(an.Api.Address, an.UserName), await Person.LogInAsync(an.Api.Address, an.UserName) };

        (await an.Api.PostAsync($"{Path}/end-others")).Is(204);
        (await an.Api.PostAsync($"{Path}/end-others")).Is(204);

        foreach (var other in others) (await other.Api.GetAsync("/api/v1/me")).Is(401);
        Assert.Single((await an.Api.GetAsync(Path)).Is(200).Items);
    }
}
