using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Operations;

/// <summary>The command <c>smoke</c>, as a process without settings of its own, against installations that work and that do not.</summary>
public sealed class SmokeTests
{
    private static readonly Dictionary<string, string?> Keys = new() { ["Pusher:AppId"] = "1", ["Pusher:Key"] = "smoke-key", ["Pusher:Secret"] = "smoke-s3cret" };

    [Fact]
    public async Task A_whole_installation_is_ok()
    {
        await using var app = await AppProcess.StartNewAsync();

        var (exitCode, output) = await AppCommand.RunAsync("smoke", app.Address.ToString());

        Assert.Equal(0, exitCode);
        Assert.All(output, line => Assert.StartsWith("ok    ", line, StringComparison.Ordinal));
        string[] names = ["alive", "ready", "API document", "security headers", "settings for clients", "sign-in", "push connection", "sending", "message by polling", "message by push"];
        Assert.Equal(names, names.Where(name => output.Any(line => line.StartsWith($"ok    {name}: ", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Users_that_exist_can_be_given_and_no_others_are_made()
    {
        await using var app = await TestApp.StartAsync();
        var (an, binh) = (await Person.RegisterAsync(app.Address), await Person.RegisterAsync(app.Address));

        var (exitCode, output) = await AppCommand.RunAsync(
            "smoke", app.Address.ToString(), "--user", an.UserName, "--password", Person.Password, "--user", binh.UserName, "--password", Person.Password);

        Assert.True(exitCode == 0, string.Join('\n', output));
        await using var db = app.Database.OpenContext();
        Assert.Equal(2, db.Users.Count());
    }

    [Fact]
    public async Task A_host_that_is_down_fails_with_one_line_and_what_to_do()
    {
        var (exitCode, output) = await AppCommand.RunAsync("smoke", "http://127.0.0.1:9");

        Assert.Equal(1, exitCode);
        Assert.Contains("FAIL  alive: ", output[0], StringComparison.Ordinal);
        Assert.Contains("is the app running", output[0], StringComparison.Ordinal);
        Assert.Equal(2, output.Length);
    }

    [Fact]
    public async Task A_push_address_without_web_sockets_fails_and_the_message_is_still_found_by_polling()
    {
        await using var channels = await FakeChannels.StartNewAsync();
        await using var app = await TestApp.StartAsync(settings: channels.Settings);

        var (exitCode, output) = await AppCommand.RunAsync("smoke", app.Address.ToString());

        Assert.Equal(1, exitCode);
        var failed = Assert.Single(output, line => line.StartsWith("FAIL  push", StringComparison.Ordinal));
        Assert.Contains("FAIL  push connection: ", failed, StringComparison.Ordinal);
        Assert.Contains("Pusher:Key", failed, StringComparison.Ordinal);
        Assert.Contains(output, line => line.StartsWith("ok    message by polling: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Browsers_and_app_at_different_push_services_fail_by_the_event_that_does_not_come()
    {
        await using var channels = await FakeChannels.StartNewAsync();
        await using var broker = await TestApp.StartAsync(settings: new Dictionary<string, string?>
        {
            ["Pusher:AppId"] = FakeChannels.AppId, ["Pusher:Key"] = FakeChannels.Key, ["Pusher:Secret"] = FakeChannels.Secret,
            ["Broker:AllowedOrigins"] = "*",
        });
        await using var app = await TestApp.StartAsync(settings: new Dictionary<string, string?>(channels.Settings)
        {
            ["Pusher:WsHost"] = broker.Address.Host,
            ["Pusher:WsPort"] = $"{broker.Address.Port}",
        });

        var (exitCode, output) = await AppCommand.RunAsync("smoke", app.Address.ToString(), "--wait", "3");

        Assert.Equal(1, exitCode);
        Assert.Contains(output, line => line.StartsWith("ok    push connection: ", StringComparison.Ordinal));
        Assert.Contains("check-config", Assert.Single(output, line => line.StartsWith("FAIL  message by push: no answer in time", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broker_that_does_not_know_the_address_of_the_page_fails_with_the_setting()
    {
        await using var broker = await TestApp.StartAsync(settings: Keys);
        await using var app = await TestApp.StartAsync(settings: new Dictionary<string, string?>(Keys)
        {
            ["Push:Driver"] = "Pusher",
            ["Pusher:Host"] = broker.Address.Host,
            ["Pusher:Port"] = $"{broker.Address.Port}",
            ["Pusher:UseTls"] = "false",
        });

        var (exitCode, output) = await AppCommand.RunAsync("smoke", app.Address.ToString());

        Assert.Equal(1, exitCode);
        var failed = Assert.Single(output, line => line.StartsWith("FAIL  push connection: ", StringComparison.Ordinal));
        Assert.Contains("403", failed, StringComparison.Ordinal);
        Assert.Contains("Broker:AllowedOrigins", failed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_the_push_service_does_not_know_fails_with_its_words()
    {
        await using var broker = await TestApp.StartAsync(settings: new Dictionary<string, string?>(Keys) { ["Broker:AllowedOrigins"] = "*" });
        await using var app = await TestApp.StartAsync(settings: new Dictionary<string, string?>(Keys)
        {
            ["Push:Driver"] = "Pusher",
            ["Pusher:Key"] = "another-key",
            ["Pusher:Host"] = broker.Address.Host,
            ["Pusher:Port"] = $"{broker.Address.Port}",
            ["Pusher:UseTls"] = "false",
        });

        var (exitCode, output) = await AppCommand.RunAsync("smoke", app.Address.ToString());

        Assert.Equal(1, exitCode);
        Assert.Contains("4001", Assert.Single(output, line => line.StartsWith("FAIL  push connection: ", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("not-an-address")]
    [InlineData("http://localhost", "--user", "an", "--password", "x")]
    [InlineData("http://localhost", "--nonsense", "1")]
    public async Task Arguments_that_cannot_be_understood_show_the_usage(params string[] arguments)
    {
        var (exitCode, output) = await AppCommand.RunAsync(["smoke", .. arguments]);

        Assert.Equal(2, exitCode);
        Assert.Contains("Usage:", output);
    }
}
