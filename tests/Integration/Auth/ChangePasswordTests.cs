using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Auth;

public sealed class ChangePasswordTests
{
    private const string New = "another horse entirely";

    [Fact]
    public async Task New_password_signs_in_and_the_old_one_does_not()
    {
        var an = await Person.NewAsync();

        (await ChangeAsync(an, Person.Password, New)).Is(204);

        await Person.LogInAsync(an.Api.Address, an.UserName, New);
        (await an.Api.PostAsync("/api/v1/auth/login", new { userName = an.UserName, password = Person.Password }))
            .IsProblem(401, "invalid_credentials");
    }

    [Fact]
    public async Task Every_session_of_the_account_ends()
    {
        var an = await Person.NewAsync();
        var other = await Person.LogInAsync(an.Api.Address, an.UserName);
        var stranger = await Person.NewAsync();

        (await ChangeAsync(an, Person.Password, New)).Is(204);

        foreach (var session in new[] { an, other })
            (await an.Api.PostAsync("/api/v1/auth/refresh", new { refreshToken = session.RefreshToken })).IsProblem(401, "invalid_refresh_token");
        (await an.Api.PostAsync("/api/v1/auth/refresh", new { refreshToken = stranger.RefreshToken })).Is(200);
    }

    [Fact]
    public async Task Wrong_current_password_changes_nothing()
    {
        var an = await Person.NewAsync();

        (await ChangeAsync(an, "not the password", New)).IsProblem(422, "wrong_password");

        await Person.LogInAsync(an.Api.Address, an.UserName);
        (await an.Api.PostAsync("/api/v1/auth/refresh", new { refreshToken = an.RefreshToken })).Is(200);
    }

    [Fact]
    public async Task New_password_obeys_the_rules()
    {
        var an = await Person.NewAsync();

        (await ChangeAsync(an, Person.Password, "short")).IsInvalid("newPassword");
        (await ChangeAsync(an, Person.Password, "aaaaaaaaaaaa")).IsProblem(422, "weak_password");
    }

    private static Task<Answer> ChangeAsync(Person person, string currentPassword, string newPassword) =>
        person.Api.PostAsync("/api/v1/auth/change-password", new { currentPassword, newPassword });
}
