using Messaging.Infrastructure;
using Messaging.Infrastructure.Persistence;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Messaging.Integration.Support;

/// <summary>The real app in this process, on a real port, with a database and a data directory of its own.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    private readonly Factory _factory;
    private readonly DirectoryInfo _data;

    private TestApp(Factory factory, TestDatabase database, DirectoryInfo data)
    {
        (_factory, Database, _data) = (factory, database, data);
        Address = new Uri(factory.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public Uri Address { get; }

    public TestDatabase Database { get; }

    public IServiceProvider Services => _factory.Services;

    public CapturedLogs Logs => _factory.Logs;

    /// <summary>The broker's credentials, where no others are set.</summary>
    public const string PushKey = "test-key";

    public const string PushSecret = "test-s3cret";

    /// <summary>Without an access token.</summary>
    public ApiClient Anonymous => new(Address);

    /// <param name="database">Which database.</param>
    /// <param name="settings">Configuration on top of the tests' own.</param>
    /// <param name="time">The clock, for example a FakeTimeProvider.</param>
    /// <param name="services">Replaces services.</param>
    /// <param name="isMigrated">False for a database with nothing in it.</param>
    public static async Task<TestApp> StartAsync(
        DatabaseKind database = DatabaseKind.Sqlite, IReadOnlyDictionary<string, string?>? settings = null, TimeProvider? time = null,
        Action<IServiceCollection>? services = null, bool isMigrated = true)
    {
        var created = await TestDatabase.CreateAsync(database, isMigrated);
        var data = Directory.CreateTempSubdirectory("messaging-app-");
        var all = new Dictionary<string, string?>(created.Settings)
        {
            ["Data:Directory"] = data.FullName,
            ["Pusher:AppId"] = "100001",
            ["Pusher:Key"] = PushKey,
            ["Pusher:Secret"] = PushSecret,
            ["Broker:ShutdownSpreadMilliseconds"] = "0",
            ["RateLimits:Enabled"] = "false",
            ["Admin:UserNames"] = Apps.AdminName,
            ["Admin:AllowRegistration"] = "true",
            // The app's own log goes through Serilog; what tests look at is captured instead.
            ["Serilog:MinimumLevel:Default"] = "Fatal",
        };
        foreach (var (key, value) in settings ?? new Dictionary<string, string?>()) all[key] = value;

        var factory = new Factory(all, time, services);
        factory.UseKestrel(0);
        await Task.Run(factory.StartServer);
        return new TestApp(factory, created, data);
    }

    public async ValueTask DisposeAsync()
    {
        var (kind, connectionString) = DatabaseOfTheApp();
        await _factory.DisposeAsync();
        TestDatabase.ClearPool(kind, connectionString);
        await Database.DisposeAsync();
        _data.Delete(recursive: true);
    }

    // The app adds settings of its own to the connection string, so its connections are in a pool of their own; and
    // settings of a test may have led it to another database than ours.
    private (DatabaseKind Kind, string ConnectionString) DatabaseOfTheApp()
    {
        using var scope = Services.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<MessagingDbContext>();
        var kind = db switch
        {
            PostgreSqlMessagingDbContext => DatabaseKind.PostgreSql,
            SqlServerMessagingDbContext => DatabaseKind.SqlServer,
            _ => DatabaseKind.Sqlite,
        };
        return (kind, db.Database.GetConnectionString()!);
    }

    private sealed class Factory(Dictionary<string, string?> settings, TimeProvider? time, Action<IServiceCollection>? services)
        : WebApplicationFactory<Program>
    {
        public CapturedLogs Logs { get; } = new();

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Production");
            builder.UseDefaultServiceProvider(provider => provider.ValidateScopes = provider.ValidateOnBuild = true);
            foreach (var (key, value) in settings) builder.UseSetting(key, value);
            builder.ConfigureTestServices(collection =>
            {
                // An instance, which nobody disposes: Hangfire keeps the last one in a static property.
                collection.Replace(ServiceDescriptor.Singleton(LoggerFactory.Create(logging => logging.AddFilter("Messaging", LogLevel.Debug).AddProvider(Logs))));
                // The real number makes each of some hundred registrations take a tenth of a second of a core.
                collection.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = 1_000);
                // Its statements come at any time, and tests count theirs.
                collection.Remove(collection.Single(service => service.ImplementationType == typeof(WarmUp)));
                if (time is not null) collection.Replace(ServiceDescriptor.Singleton(time));
                services?.Invoke(collection);
            });
        }
    }
}
