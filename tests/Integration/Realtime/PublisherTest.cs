using Messaging.Application.Realtime;
using Messaging.Infrastructure.Realtime;
using Messaging.Integration.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Messaging.Integration.Realtime;

/// <summary>A fake Channels API of the test's own, and the app's publisher pointed at it.</summary>
public abstract class PublisherTest : IAsyncLifetime
{
    private readonly CapturedLogs _logs = new();
    private ServiceProvider? _services;

    internal static RealtimeEvent Hello { get; } = new("presence-chat-1", "new-message", """{"body":"Xin chào 👍"}""");

    internal FakeChannels Fake { get; private set; } = null!;

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected IReadOnlyCollection<string> LogLines => _logs.Lines;

    public async ValueTask InitializeAsync() => Fake = await FakeChannels.StartNewAsync();

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
            await _services.DisposeAsync();
        await Fake.DisposeAsync();
        _logs.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected IRealtimePublisher Publisher(params (string Key, string Value)[] settings) =>
        (_services = Build(settings)).GetRequiredService<IRealtimePublisher>();

    private protected ServiceProvider Build(params (string Key, string Value)[] settings)
    {
        var configured = Fake.Settings;
        foreach (var (key, value) in settings)
            configured[key] = value;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(configured).Build();
        return new ServiceCollection()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_logs))
            .AddRealtime(configuration)
            .BuildServiceProvider(validateScopes: true);
    }
}
