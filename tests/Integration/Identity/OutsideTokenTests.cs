using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Messaging.Integration.Support;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace Messaging.Integration.Identity;

/// <summary>Which tokens of an outside issuer are taken.</summary>
public sealed class OutsideTokenTests
{
    private static readonly Dictionary<string, object> Somebody = OutsideTokens.Claims("somebody", "An");

    [Fact]
    public async Task Shared_secret_takes_right_tokens_only()
    {
        await using var app = await TestApp.StartAsync(settings: OutsideTokens.Settings);
        var right = OutsideTokens.Sign(Somebody);
        var wrongKey = new SigningCredentials(new SymmetricSecurityKey(new byte[64]), SecurityAlgorithms.HmacSha256);
        Dictionary<string, string> wrong = new()
        {
            ["another secret"] = OutsideTokens.Sign(Somebody, wrongKey),
            ["another issuer"] = OutsideTokens.Sign(Somebody, issuer: "https://evil.example"),
            ["another audience"] = OutsideTokens.Sign(Somebody, audience: "anon"),
            ["no signature"] = Unsigned(right),
            ["signature cut off"] = right[..right.LastIndexOf('.')] + ".",
            ["changed content"] = Changed(right),
            ["no subject"] = OutsideTokens.Sign(new Dictionary<string, object> { ["role"] = "anon" }),
            ["subject with a line feed"] = OutsideTokens.Sign(OutsideTokens.Claims("some\nbody")),
            ["subject that is too long"] = OutsideTokens.Sign(OutsideTokens.Claims(new string('s', 256))),
            ["nonsense"] = "a.b.c",
        };

        (await OutsideTokens.Client(app, right).GetAsync("/api/v1/me")).Is(200);
        foreach (var (what, token) in wrong)
        {
            var answer = await OutsideTokens.Client(app, token).GetAsync("/api/v1/me");
            Assert.True(answer.Status == 401, $"{what}: {answer}");
            answer.IsProblem(401, "unauthenticated");
        }
    }

    [Theory]
    [InlineData(32, null, "HS256")]
    [InlineData(47, null, "HS256")]
    [InlineData(48, null, "HS256,HS384")]
    [InlineData(64, null, "HS256,HS384,HS512")]
    [InlineData(64, "HS256", "HS256")]
    [InlineData(48, "HS384", "HS384")]
    [InlineData(64, "HS512", "HS512")]
    public async Task Shared_secret_takes_the_algorithms_that_it_is_long_enough_for(int bytes, string? algorithm, string taken)
    {
        var secret = string.Concat(Enumerable.Repeat("0123456789abcdef", 4))[..bytes];
        await using var app = await TestApp.StartAsync(settings: new Dictionary<string, string?>(OutsideTokens.Settings)
        {
            ["Auth:Jwt:SigningKey"] = secret,
            ["Auth:Jwt:Algorithm"] = algorithm,
        });
        foreach (var signed in new[] { "HS256", "HS384", "HS512" })
        {
            var answer = await OutsideTokens.Client(app, SignedWith(signed, secret)).GetAsync("/api/v1/me");
            Assert.True(answer.Status == (taken.Split(',').Contains(signed) ? 200 : 401), $"{signed}: {answer}");
        }
    }

    [Theory]
    [InlineData(47, "HS384", "shorter than 48 bytes, which HS384 needs")]
    [InlineData(63, "HS512", "shorter than 64 bytes, which HS512 needs")]
    [InlineData(64, "RS256", "must be HS256, HS384 or HS512")]
    public async Task Secret_that_is_too_short_for_its_algorithm_stops_the_start(int bytes, string algorithm, string sentence)
    {
        var settings = new Dictionary<string, string?>(OutsideTokens.Settings)
        {
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["Auth:Jwt:SigningKey"] = new string('s', bytes),
            ["Auth:Jwt:Algorithm"] = algorithm,
        };

        Assert.Contains(sentence, (await AppCommand.RunAsync(settings, 1)).Split('\n')[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokens_are_good_in_their_time_with_a_minute_for_wrong_clocks()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var app = await TestApp.StartAsync(settings: OutsideTokens.Settings, time: time);
        async Task<int> StatusAsync(int fromSeconds, int untilSeconds)
        {
            var now = time.GetUtcNow().UtcDateTime;
            var token = OutsideTokens.Sign(Somebody, from: now.AddSeconds(fromSeconds), until: now.AddSeconds(untilSeconds));
            return (await OutsideTokens.Client(app, token).GetAsync("/api/v1/me")).Status;
        }

        Assert.Equal(200, await StatusAsync(50, 3600));
        Assert.Equal(200, await StatusAsync(-3600, -50));
        Assert.Equal(401, await StatusAsync(70, 3600));
        Assert.Equal(401, await StatusAsync(-3600, -70));
    }

    [Theory]
    [InlineData("Authority", "")]
    [InlineData("MetadataAddress", "/.well-known/openid-configuration")]
    [InlineData("MetadataAddress", "/keys")]
    public async Task Keys_of_the_issuer_are_found_through_its_documents(string setting, string path)
    {
        await using var authority = await FakeAuthority.StartAsync();
        await using var app = await TestApp.StartAsync(settings: new Dictionary<string, string?>
        {
            [$"Auth:Jwt:{setting}"] = authority.Issuer + path,
            ["Auth:Jwt:Issuer"] = setting == "Authority" ? null : authority.Issuer,
            ["Auth:Jwt:Audience"] = "other, messaging",
        });
        async Task<int> StatusAsync(SigningCredentials credentials, string? issuer = null, string audience = "messaging") =>
            (await OutsideTokens.Client(app, OutsideTokens.Sign(Somebody, credentials, issuer ?? authority.Issuer, audience)).GetAsync("/api/v1/me")).Status;

        Assert.Equal(200, await StatusAsync(authority.Rs256));
        Assert.Equal(200, await StatusAsync(authority.Es256));
        Assert.Equal(401, await StatusAsync(authority.PublicKeyAsSecret));
        Assert.Equal(401, await StatusAsync(OutsideTokens.SharedSecret));
        Assert.Equal(401, await StatusAsync(authority.Rs256, issuer: "https://evil.example"));
        Assert.Equal(401, await StatusAsync(authority.Rs256, audience: "billing"));
    }

    [Fact]
    public async Task Where_nothing_is_configured_no_outside_token_is_taken()
    {
        var app = await Apps.OnAsync(DatabaseKind.Sqlite);

        (await OutsideTokens.Client(app, OutsideTokens.Sign(Somebody)).GetAsync("/api/v1/me")).IsProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task Half_a_configuration_stops_the_start()
    {
        var output = await AppCommand.RunAsync(new Dictionary<string, string?> { ["ASPNETCORE_URLS"] = "http://127.0.0.1:0", ["Auth:Jwt:SigningKey"] = "short" }, exitCode: 1);

        Assert.Contains("Auth:Jwt:SigningKey is shorter", output, StringComparison.Ordinal);
        Assert.Contains("Auth:Jwt:Issuer is empty", output, StringComparison.Ordinal);
        Assert.Contains("Auth:Jwt:Audience is empty", output, StringComparison.Ordinal);
    }

    /// <summary>By hand, because the library does not sign with a secret that is too short.</summary>
    private static string SignedWith(string algorithm, string secret)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new { sub = "somebody", iss = OutsideTokens.Issuer, aud = OutsideTokens.Audience, iat = now, exp = now + 3600 };
        var text = $"{Base64UrlEncoder.Encode($$"""{"alg":"{{algorithm}}","typ":"JWT"}""")}.{Base64UrlEncoder.Encode(JsonSerializer.Serialize(claims))}";
        var (key, bytes) = (Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text));
        var signature = algorithm switch
        {
            "HS384" => HMACSHA384.HashData(key, bytes),
            "HS512" => HMACSHA512.HashData(key, bytes),
            _ => HMACSHA256.HashData(key, bytes),
        };
        return $"{text}.{Base64UrlEncoder.Encode(signature)}";
    }

    private static string Unsigned(string token) => $"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{token.Split('.')[1]}.";

    private static string Changed(string token)
    {
        var parts = token.Split('.');
        var content = Base64UrlEncoder.Decode(parts[1]).Replace("somebody", "somebodx", StringComparison.Ordinal);
        return $"{parts[0]}.{Base64UrlEncoder.Encode(content)}.{parts[2]}";
    }
}
