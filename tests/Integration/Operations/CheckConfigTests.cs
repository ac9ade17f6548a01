using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Operations;

/// <summary>The command <c>check-config</c> as it is typed: what it finds is tested in Realtime/ConfigCheckTests.</summary>
public sealed class CheckConfigTests
{
    [Fact]
    public async Task With_the_broker_of_another_process_call_clock_and_webhook_are_ok()
    {
        await using var broker = await TestApp.StartAsync();
        var settings = SettingsFor(broker);
        await using var app = await TestApp.StartAsync(settings: settings);
        settings["Pusher:WebhookUrl"] = new Uri(app.Address, "/webhooks/pusher").ToString();

        var (exitCode, output) = await AppCommand.RunAsync(settings, "check-config");

        Assert.True(exitCode == 0, string.Join('\n', output));
        Assert.Contains(output, line => line.StartsWith("ok ", StringComparison.Ordinal) && line.Contains("takes the app id, key and secret", StringComparison.Ordinal));
        Assert.Contains(output, line => line.StartsWith("ok ", StringComparison.Ordinal) && line.Contains("near enough", StringComparison.Ordinal));
        Assert.Contains(output, line => line.StartsWith("ok ", StringComparison.Ordinal) && line.Contains("takes a signed webhook", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_secret_ends_with_1_and_says_what_to_compare()
    {
        await using var broker = await TestApp.StartAsync();
        var settings = SettingsFor(broker);
        settings["Pusher:Secret"] = "another-s3cret";

        var (exitCode, output) = await AppCommand.RunAsync(settings, "check-config");

        Assert.Equal(1, exitCode);
        Assert.Contains(output, line => line.StartsWith("fail", StringComparison.Ordinal) && line.Contains("Pusher:AppId, Key, Secret", StringComparison.Ordinal));
        Assert.DoesNotContain(output, line => line.Contains("another-s3cret", StringComparison.Ordinal));
    }

    private static Dictionary<string, string?> SettingsFor(TestApp broker) => new()
    {
        ["Push:Driver"] = "Pusher",
        ["Pusher:AppId"] = "100001",
        ["Pusher:Key"] = TestApp.PushKey,
        ["Pusher:Secret"] = TestApp.PushSecret,
        ["Pusher:Host"] = broker.Address.Host,
        ["Pusher:Port"] = $"{broker.Address.Port}",
        ["Pusher:UseTls"] = "false",
    };
}
