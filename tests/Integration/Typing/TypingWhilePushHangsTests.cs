using System.Diagnostics;
using Messaging.Integration.Support;
using Messaging.Integration.Sync;
using Xunit;

namespace Messaging.Integration.Typing;

/// <summary>Typing is worth nothing late, so nobody waits for the push service.</summary>
public sealed class TypingWhilePushHangsTests
{
    [Fact]
    public async Task Push_service_that_hangs_delays_no_answer_and_turns_no_order_round()
    {
        await using var push = await FakeChannels.StartNewAsync();
        await using var app = await TestApp.StartAsync(settings: new Dictionary<string, string?>(push.Settings) { ["Pusher:TimeoutMilliseconds"] = "20000" });
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await push.WaitForAsync(events => events.Count >= 2, TimeSpan.FromSeconds(20));
        push.Fail(new FakeFault.Hang(), times: 1);
        var started = Stopwatch.GetTimestamp();

        (await an.SetTypingAsync(conversation, "started")).Is(204);
        (await an.SetTypingAsync(conversation, "stopped")).Is(204);
        (await an.SetTypingAsync(conversation, "started")).Is(204);

        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(10), "The answer waited for the push service.");
        Assert.DoesNotContain(push.Accepted, pushed => pushed.Name.StartsWith("typing-", StringComparison.Ordinal));
        Assert.Single((await binh.SyncAsync($"conversationId={conversation}")).Is(200).Typing());

        // The event of the hanging call is lost; of those that waited behind it, the newest is sent.
        push.Heal();
        (await binh.SetTypingAsync(conversation, "started")).Is(204);
        await push.WaitForAsync(events => events.Count(pushed => pushed.Name == "typing-start") == 2, TimeSpan.FromSeconds(20));
        Assert.DoesNotContain(push.Accepted, pushed => pushed.Name == "typing-stop");
    }

    [Fact]
    public async Task Push_service_that_is_down_is_no_error()
    {
        await using var push = await FakeChannels.StartNewAsync();
        await using var app = await TestApp.StartAsync(settings: push.Settings);
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await push.StopAsync();

        (await an.SetTypingAsync(conversation, "started")).Is(204);

        Assert.Single((await binh.SyncAsync($"conversationId={conversation}")).Is(200).Typing());
    }
}
