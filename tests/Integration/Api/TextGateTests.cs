using System.Text;
using System.Text.Json;
using Messaging.Integration.Identity;
using Messaging.Integration.Support;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace Messaging.Integration.Api;

/// <summary>Text that no database stores is refused with the field's name, wherever it comes in.</summary>
public sealed class TextGateTests
{
    /// <summary>NUL, other control characters, noncharacters; as JSON escapes.</summary>
    private static readonly string[] Bad = [@"\u0000", @"\u0001", @"\u001b", @"\u009f", @"\ufdd0", @"\ufffe", @"\uffff", @"\ud83f\udffe"];

    /// <summary>Halves of surrogate pairs are no text at all: the JSON itself is refused.</summary>
    private static readonly string[] Broken = [@"\ud83d", @"\udc4d", @"\udc4d\ud83d"];

    [Theory, EachDatabase]
    public async Task Bad_text_is_refused_in_every_field(DatabaseKind database)
    {
        var (an, binh, conversation) = await Person.PairAsync(database);
        var anonymous = new ApiClient(an.Api.Address);
        var message = await an.SendAsync(conversation, "before");
        var group = (await an.Api.PostAsync("/api/v1/conversations", new { kind = "group", title = "Team", memberIds = new[] { binh.Id } })).Is(201).String("id");

        foreach (var text in Bad.Select(bad => $"a{bad}b"))
        {
            (await anonymous.PostAsync("/api/v1/auth/register", $$"""{"userName":"{{text}}","password":"{{Person.Password}}"}""")).IsInvalid("userName");
            (await anonymous.PostAsync("/api/v1/auth/register", $$"""{"userName":"{{Person.NewName()}}","password":"{{Person.Password}}{{text}}"}""")).IsInvalid("password");
            (await anonymous.PostAsync("/api/v1/auth/register", $$"""{"userName":"{{Person.NewName()}}","password":"{{Person.Password}}","displayName":"{{text}}"}""")).IsInvalid("displayName");
            (await anonymous.PostAsync("/api/v1/auth/login", $$"""{"userName":"{{text}}","password":"x"}""")).IsInvalid("userName");
            (await anonymous.PostAsync("/api/v1/auth/login", $$"""{"userName":"{{an.UserName}}","password":"{{text}}"}""")).IsInvalid("password");
            (await anonymous.PostAsync("/api/v1/auth/refresh", $$"""{"refreshToken":"{{text}}"}""")).IsInvalid("refreshToken");
            (await an.Api.PostAsync("/api/v1/auth/change-password", $$"""{"currentPassword":"{{text}}","newPassword":"{{Person.Password}}"}""")).IsInvalid("currentPassword");
            (await an.Api.PostAsync("/api/v1/auth/change-password", $$"""{"currentPassword":"{{Person.Password}}","newPassword":"12345678{{text}}"}""")).IsInvalid("newPassword");
            (await an.Api.PatchAsync("/api/v1/me", $$"""{"displayName":"{{text}}"}""")).IsInvalid("displayName");
            (await an.Api.PatchAsync("/api/v1/me", $$"""{"avatarUrl":"https://example.com/{{text}}"}""")).IsInvalid("avatarUrl");
            (await an.Api.PostAsync($"/api/v1/conversations/{conversation}/messages", $$"""{"id":"{{Person.NewId()}}","body":"{{text}}"}""")).IsInvalid("body");
            (await an.Api.PatchAsync(Person.PathOf(message), $$"""{"body":"{{text}}"}""")).IsInvalid("body");
            (await an.Api.PostAsync("/api/v1/conversations", $$"""{"kind":"group","title":"{{text}}","memberIds":["{{binh.Id}}"]}""")).IsInvalid("title");
            (await an.Api.PatchAsync($"/api/v1/conversations/{group}", $$"""{"title":"{{text}}"}""")).IsInvalid("title");
            (await an.Api.PutAsync("/api/v1/me/notification-preferences", Preferences(text))).IsInvalid("doNotDisturb.timeZone");

            var query = Uri.EscapeDataString(JsonSerializer.Deserialize<string>($"\"{text}\"")!);
            (await an.Api.GetAsync($"/api/v1/users?query={query}")).IsInvalid("query");
            (await an.Api.GetAsync($"/api/v1/conversations?cursor={query}")).IsInvalid("cursor");
            (await an.Api.GetAsync($"/api/v1/sync?cursor={query}")).IsInvalid("cursor");
            (await an.Api.GetAsync($"/api/v1/presence?userIds={query}")).IsInvalid("userIds");
            (await an.Api.PostAsync("/pusher/auth", $$"""{"socket_id":"1.2","channel_name":"presence-chat-{{conversation}}{{text}}"}""")).IsProblem(403, "channel_forbidden");
            (await an.Api.PostAsync("/pusher/user-auth", $$"""{"socket_id":"1.2{{text}}"}""")).IsProblem(403, "socket_forbidden");
        }

        Assert.Equal("before", (await an.ReadMessageAsync(message)).String("body"));
        Assert.Equal("Team", (await an.RowAsync(group)).String("title"));
    }

    [Fact]
    public async Task Halves_of_characters_are_refused_in_every_field()
    {
        var (an, _, conversation) = await Person.PairAsync();
        var anonymous = new ApiClient(an.Api.Address);

        foreach (var text in Broken)
        {
            (await anonymous.PostAsync("/api/v1/auth/login", $$"""{"userName":"{{text}}","password":"x"}""")).Is(400);
            (await anonymous.PostAsync("/api/v1/auth/login", $$"""{"userName":"x","password":"x","{{text}}":1}""")).Is(400);
            (await an.Api.PatchAsync("/api/v1/me", $$"""{"displayName":"{{text}}"}""")).Is(400);
            (await an.Api.PostAsync($"/api/v1/conversations/{conversation}/messages", $$"""{"id":"{{Person.NewId()}}","body":"{{text}}"}""")).Is(400);
            (await an.Api.PostAsync($"/api/v1/conversations/{conversation}/messages", $$"""{"id":"{{text}}","body":"x"}""")).Is(400);
            (await an.Api.PutAsync("/api/v1/me/notification-preferences", Preferences(text))).Is(400);
            (await an.Api.PostAsync($"/api/v1/conversations/{conversation}/typing", $$"""{"state":"{{text}}"}""")).Is(400);
            (await an.Api.PostAsync("/pusher/auth", $$"""{"socket_id":"1.2","channel_name":"{{text}}"}""")).Is(400);
        }
    }

    [Theory, EachDatabase]
    public async Task Name_in_an_outside_token_is_cleaned(DatabaseKind database)
    {
        await using var app = await TestApp.StartAsync(database, OutsideTokens.Settings);
        foreach (var (name, expected) in new[]
        {
            (@"a\u0000b", "mail"), (@"a\ufffeb", "mail"), (@"\u200b\u3164", "mail"), (@"\u202eAn\u200f", "An"), (@"a\u001bb", "mail"),
            (@"a\ud83d", "mail"), (@"Hàn\ud83c\udf4c", "Hàn🍌"),
        })
        {
            var token = Token($$$"""{"sub":"{{{Guid.NewGuid()}}}","user_metadata":{"full_name":"{{{name}}}"},"email":"mail@example.com"}""");
            var me = (await OutsideTokens.Client(app, token).GetAsync("/api/v1/me")).Is(200);
            Assert.Equal(expected, me.String("displayName"));
        }

        foreach (var claims in new[] { @"{""sub"":""\u0000""}", @"{""sub"":""\ufffe""}", @"{""sub"":""\ud83d""}" })
            (await OutsideTokens.Client(app, Token(claims)).GetAsync("/api/v1/me")).IsProblem(401, "unauthenticated");

        // The claim itself cannot be read: refused, or read without the name.
        var status = (await OutsideTokens.Client(app, Token($$"""{"sub":"{{Guid.NewGuid()}}","name":"\ud83d"}""")).GetAsync("/api/v1/me")).Status;
        Assert.True(status is 200 or 401, $"{status}");
    }

    private static string Preferences(string text) =>
        $$$"""{"level":"all","preview":true,"sound":true,"doNotDisturb":{"enabled":false,"from":"22:00","to":"07:00","timeZone":"{{{text}}}"}}""";

    /// <summary>A token with claims that stand in it exactly as given; library code would escape or refuse them.</summary>
    private static string Token(string claims)
    {
        var until = TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeSeconds();
        var payload = $$"""{{claims[..^1]}},"iss":"{{OutsideTokens.Issuer}}","aud":"{{OutsideTokens.Audience}}","exp":{{until}}}""";
        var head = $"{Base64UrlEncoder.Encode("""{"alg":"HS256","typ":"JWT"}""")}.{Base64UrlEncoder.Encode(payload)}";
        var signature = System.Security.Cryptography.HMACSHA256.HashData(Encoding.UTF8.GetBytes(OutsideTokens.Secret), Encoding.UTF8.GetBytes(head));
        return $"{head}.{Base64UrlEncoder.Encode(signature)}";
    }
}
