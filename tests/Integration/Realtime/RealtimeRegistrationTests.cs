using Messaging.Application.Realtime;
using Messaging.Infrastructure;
using Messaging.Infrastructure.Realtime;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Xunit;

namespace Messaging.Integration.Realtime;

/// <summary>The start of the host with different settings, and the credentials on disk.</summary>
public sealed class RealtimeRegistrationTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("messaging-").FullName;

    private string CredentialsFile => Path.Combine(_root, "data", "pusher.json");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Start_stops_with_a_sentence_for_each_missing_setting()
    {
        var thrown = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(("Push:Driver", "Pusher")));

        Assert.Contains("Pusher:Secret is empty", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("neither Pusher:Cluster nor Pusher:Host", thrown.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(CredentialsFile));
    }

    [Fact]
    public async Task Unknown_driver_is_named()
    {
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(("Push:Driver", "Carrier-Pigeon")));

        Assert.Contains("Push:Driver", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Driver_none_starts_without_credentials_and_drops_events()
    {
        using var host = await StartAsync(("Push:Driver", "None"));

        Assert.IsType<NullPublisher>(host.Services.GetRequiredService<IRealtimePublisher>());
        Assert.Throws<InvalidOperationException>(() => host.Services.GetRequiredService<IChannelSigner>().SignChannel("1.2", "private-a"));
        Assert.False(File.Exists(CredentialsFile));
    }

    [Fact]
    public async Task Embedded_credentials_are_made_once_and_kept()
    {
        using var first = await StartAsync();
        using var second = await StartAsync();

        var made = Options(first);
        Assert.Equal((made.AppId, made.Key, made.Secret), (Options(second).AppId, Options(second).Key, Options(second).Secret));
        Assert.Matches(@"\A[0-9]{6}\z", made.AppId);
        Assert.Matches(@"\A[0-9a-f]{20}\z", made.Key);
        Assert.Matches(@"\A[0-9a-f]{64}\z", made.Secret);
        Assert.Equal(["pusher.json"], Directory.GetFiles(Path.Combine(_root, "data")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Credentials_file_is_readable_by_its_owner_only()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "File modes are a matter of Unix.");
        using var host = await StartAsync();

        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(CredentialsFile));
    }

    [Fact]
    public async Task Configured_values_win_and_only_the_rest_is_filled_in()
    {
        using var host = await StartAsync(("Pusher:Key", "configured"), ("Data:Directory", Path.Combine(_root, "elsewhere")));

        Assert.Equal("configured", Options(host).Key);
        Assert.NotEmpty(Options(host).Secret);
        Assert.True(File.Exists(Path.Combine(_root, "elsewhere", "pusher.json")));
        Assert.False(File.Exists(CredentialsFile));
    }

    [Fact]
    public async Task No_file_is_made_when_everything_is_configured()
    {
        using var host = await StartAsync(("Pusher:AppId", "1"), ("Pusher:Key", "k"), ("Pusher:Secret", "s"));

        Assert.False(File.Exists(CredentialsFile));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"appId":"1","key":"k","secret":""}""")]
    [InlineData("""{"appId":"1","key":"k","secret":"hidden-s3cret",}}""")]
    public async Task Damaged_file_stops_the_start_with_a_sentence_and_stays_as_it_is(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(CredentialsFile)!);
        await File.WriteAllTextAsync(CredentialsFile, content, TestContext.Current.CancellationToken);

        var thrown = await Assert.ThrowsAsync<StartRefusedException>(() => StartAsync());

        Assert.Contains($"{CredentialsFile} are damaged: restore the file, or delete it", thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", thrown.ToString(), StringComparison.Ordinal);
        Assert.Equal(content, await File.ReadAllTextAsync(CredentialsFile, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Directory_that_cannot_be_made_stops_the_start_with_a_sentence()
    {
        await File.WriteAllTextAsync(Path.Combine(_root, "data"), "a file is in the way", TestContext.Current.CancellationToken);

        var thrown = await Assert.ThrowsAsync<StartRefusedException>(() => StartAsync());

        Assert.Contains("set Data:Directory", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Processes_that_start_together_agree()
    {
        var directory = Path.Combine(_root, "shared");

        var made = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => EmbeddedCredentials.LoadOrCreate(directory))));

        Assert.Single(made.Distinct());
        Assert.Single(Directory.GetFiles(directory));
    }

    private static PusherOptions Options(IHost host) => host.Services.GetRequiredService<IOptions<PusherOptions>>().Value;

    private async Task<IHost> StartAsync(params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection([new KeyValuePair<string, string?>("Data:Directory", Path.Combine(_root, "data"))]);
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(pair => pair.Key, pair => (string?)pair.Value));
        builder.Services.AddRealtime(builder.Configuration);
        var host = builder.Build();
        try
        {
            await host.StartAsync(TestContext.Current.CancellationToken);
            return host;
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }
}
