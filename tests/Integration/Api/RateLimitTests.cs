using System.Globalization;
using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Api;

public sealed class RateLimitTests
{
    [Fact]
    public async Task Who_sends_too_much_gets_429_and_a_time_and_others_do_not()
    {
        await using var app = await TestApp.StartAsync(settings: new Dictionary<string, string?>
        {
            ["RateLimits:Enabled"] = "true",
            ["RateLimits:send:Burst"] = "2",
            ["RateLimits:send:PerSecond"] = "0.05",
        });
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await an.SendManyAsync(conversation, 2);

        var refused = (await an.TrySendAsync(conversation, "3")).IsProblem(429, "rate_limited");

        Assert.True(refused["retryable"].GetBoolean());
        Assert.InRange(int.Parse(refused.Header("Retry-After")!, CultureInfo.InvariantCulture), 1, 20);
        await binh.SendAsync(conversation, "others go on");
        Assert.Equal([1, 2, 3], (await an.ListMessagesAsync(conversation)).Is(200).Items.Sequences());
    }

    [Fact]
    public async Task Guessing_passwords_is_limited_by_address()
    {
        await using var app = await TestApp.StartAsync(settings: new Dictionary<string, string?>
        {
            ["RateLimits:Enabled"] = "true",
            ["RateLimits:auth:Burst"] = "3",
            ["RateLimits:auth:PerSecond"] = "0.05",
        });

        for (var i = 0; i < 3; i++) (await GuessAsync()).Is(401);

        (await GuessAsync()).IsProblem(429, "rate_limited");

        Task<Answer> GuessAsync() => app.Anonymous.PostAsync("/api/v1/auth/login", new { userName = Person.NewName(), password = "guess" });
    }
}
