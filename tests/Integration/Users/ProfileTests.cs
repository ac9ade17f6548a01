using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Users;

public sealed class ProfileTests
{
    [Fact]
    public async Task Others_see_the_profile()
    {
        var an = await Person.NewAsync(displayName: "An");
        var binh = await Person.NewAsync();

        var seen = (await binh.Api.GetAsync($"/api/v1/users/{an.Id}")).Is(200);

        Assert.Equal((an.Id, an.UserName, "An"), (seen.String("id"), seen.String("userName"), seen.String("displayName")));
    }

    [Fact]
    public async Task Unknown_user_is_404()
    {
        var an = await Person.NewAsync();

        (await an.Api.GetAsync($"/api/v1/users/{Guid.NewGuid()}")).IsProblem(404, "not_found");
    }

    [Fact]
    public async Task Patch_changes_what_it_names_and_nothing_else()
    {
        var an = await Person.NewAsync(displayName: "An");

        var avatar = (await an.Api.PatchAsync("/api/v1/me", new { avatarUrl = "https://example.com/an.png" })).Is(200);
        Assert.Equal(("An", "https://example.com/an.png"), (avatar.String("displayName"), avatar.String("avatarUrl")));

        var renamed = (await an.Api.PatchAsync("/api/v1/me", new { displayName = " Ân " })).Is(200);
        Assert.Equal(("Ân", "https://example.com/an.png"), (renamed.String("displayName"), renamed.String("avatarUrl")));

        var cleared = (await an.Api.PatchAsync("/api/v1/me", """{ "avatarUrl": null }""")).Is(200);
        Assert.Equal("Ân", cleared.String("displayName"));
        Assert.True(cleared.Json.IsNull("avatarUrl"));
    }

    [Theory]
    [InlineData("""{ "displayName": null }""", "displayName")]
    [InlineData("""{ "displayName": "  " }""", "displayName")]
    [InlineData("""{ "displayName": "a\u0000b" }""", "displayName")]
    [InlineData("""{ "avatarUrl": "http://example.com/a.png" }""", "avatarUrl")]
    [InlineData("""{ "avatarUrl": "javascript:alert(1)" }""", "avatarUrl")]
    [InlineData("""{ "avatarUrl": "" }""", "avatarUrl")]
    public async Task Patch_with_an_unusable_value_names_it(string body, string field)
    {
        var an = await Person.NewAsync();

        (await an.Api.PatchAsync("/api/v1/me", body)).IsInvalid(field);
    }
}
