using System.Globalization;
using Messaging.Integration.Support;
using Messaging.Integration.Sync;
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
    public async Task Changes_that_reach_many_are_limited_by_what_they_cost()
    {
        await using var app = await TestApp.StartAsync(settings: new Dictionary<string, string?>
        {
            ["RateLimits:Enabled"] = "true",
            ["RateLimits:work:Burst"] = "8",
            ["RateLimits:work:PerSecond"] = "0.05",
        });
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        var chi = await Person.RegisterAsync(app.Address);
        var group = await an.OpenGroupAsync("Three", binh, chi);
        (await an.Api.PatchAsync($"/api/v1/conversations/{group}", new { title = "Still three" })).Is(200);
        (await an.Api.PatchAsync("/api/v1/me", new { displayName = "An, in two conversations" })).Is(200);

        foreach (var refused in new[]
        {
            await an.Api.PatchAsync("/api/v1/me", new { displayName = "An again" }),
            await an.Api.PatchAsync("/api/v1/me/settings", new { presence = false }),
            await an.Api.PatchAsync($"/api/v1/conversations/{group}", new { title = "Trio" }),
            await an.Api.DeleteAsync($"/api/v1/conversations/{group}/members/{chi.Id}"),
            await an.Api.PostAsync("/api/v1/conversations", new { kind = "group", title = "More", memberIds = new[] { binh.Id } }),
        })
        {
            Assert.InRange(int.Parse(refused.IsProblem(429, "rate_limited").Header("Retry-After")!, CultureInfo.InvariantCulture), 1, 100);
        }

        // Requests that change nothing or reach one conversation cost nothing, and other requests continue.
        (await an.Api.PatchAsync("/api/v1/me", new { displayName = "An, in two conversations" })).Is(200);
        await an.SendAsync(conversation, "I can still write");
        (await binh.Api.PatchAsync("/api/v1/me", new { displayName = "Binh" })).Is(200);
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
