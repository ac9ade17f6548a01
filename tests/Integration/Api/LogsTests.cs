using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Api;

public sealed class LogsTests
{
    /// <summary>At the level of someone who looks for a fault, with a push service that does not answer.</summary>
    [Fact]
    public async Task Logs_hold_no_passwords_tokens_secrets_or_texts()
    {
        const string Secret = "push-s3cret-of-this-test";
        await using var app = await AppProcess.StartNewAsync(new Dictionary<string, string?>
        {
            ["Serilog:MinimumLevel:Default"] = "Debug",
            ["Serilog:MinimumLevel:Override:Microsoft"] = "Information",
            ["Serilog:MinimumLevel:Override:Microsoft.EntityFrameworkCore"] = "Debug",
            ["Serilog:MinimumLevel:Override:System.Net.Http"] = "Debug",
            ["Push:Driver"] = "Pusher",
            ["Pusher:AppId"] = "1",
            ["Pusher:Key"] = "key",
            ["Pusher:Secret"] = Secret,
            ["Pusher:Host"] = "127.0.0.1",
            ["Pusher:Port"] = "1",
            ["Pusher:UseTls"] = "false",
        });
        var (an, _, conversation) = await Person.PairAsync(app.Address);
        await an.SendAsync(conversation, "text-that-nobody-else-may-read");
        (await an.Api.PostAsync("/api/v1/auth/refresh", new { refreshToken = an.RefreshToken })).Is(200);
        (await new ApiClient(app.Address).PostAsync("/api/v1/auth/login", new { userName = an.UserName, password = "wrong-guess-of-the-password" })).Is(401);
        (await an.Api.PostAsync("/api/v1/auth/login", """{ "userName": "a", "password": "half-typed-password """)).Is(400);
        (await an.Api.PostFormAsync("/pusher/auth", ("socket_id", "1.2"), ("channel_name", $"presence-user-{an.Id}"))).Is(200);
        await Eventually.HoldsAsync("the failing push is logged", () => app.Logs.Any(line => line.Contains("Push is unavailable", StringComparison.Ordinal)));

        var logs = string.Join('\n', app.Logs);

        Assert.Contains("/api/v1/auth/login", logs, StringComparison.Ordinal);
        foreach (var secret in new[]
        {
            Secret, Person.Password, "wrong-guess-of-the-password", "half-typed-password", "text-that-nobody-else-may-read",
            an.AccessToken, an.RefreshToken, an.RefreshToken.Split('.')[1],
        })
            Assert.DoesNotContain(secret, logs, StringComparison.Ordinal);
    }
}
