using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Auth;

public sealed class LogOutTests
{
    [Fact]
    public async Task Ended_session_cannot_be_refreshed_and_others_can()
    {
        var an = await Person.NewAsync();
        var other = await Person.LogInAsync(an.Api.Address, an.UserName);

        (await an.Api.PostAsync("/api/v1/auth/logout")).Is(204);

        (await an.Api.PostAsync("/api/v1/auth/refresh", new { refreshToken = an.RefreshToken })).IsProblem(401, "invalid_refresh_token");
        (await an.Api.PostAsync("/api/v1/auth/refresh", new { refreshToken = other.RefreshToken })).Is(200);
    }

    [Fact]
    public async Task Ending_it_twice_is_ending_it_once()
    {
        var an = await Person.NewAsync();

        (await an.Api.PostAsync("/api/v1/auth/logout")).Is(204);
        (await an.Api.PostAsync("/api/v1/auth/logout")).Is(204);
    }

    [Fact]
    public async Task Nobody_is_nobody()
    {
        var app = await Apps.OnAsync(DatabaseKind.Sqlite);

        (await app.Anonymous.PostAsync("/api/v1/auth/logout")).IsProblem(401, "unauthenticated");
    }
}
