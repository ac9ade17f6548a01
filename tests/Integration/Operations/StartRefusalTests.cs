using System.Net;
using System.Net.Sockets;
using Messaging.Integration.Support;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace Messaging.Integration.Operations;

/// <summary>If the app doesn't start for a reason that an operator can fix, the last line says so, without a stack trace.</summary>
public sealed class StartRefusalTests
{
    private static string BelowAFile { get; } = Path.Combine(typeof(StartRefusalTests).Assembly.Location, "data");

    public static TheoryData<string, string, string> WrongSettings => new()
    {
        { "Push:Driver", "Carrier-Pigeon", "'Push:Driver'" },
        { "Push:Nodes", "2", "Push:Nodes is 2" },
        { "Database:Provider", "PostgreSql", "Database:ConnectionString is empty" },
        { "Pusher:TimeoutMilliseconds", "1", "Pusher:TimeoutMilliseconds" },
        { "RateLimits:Read:Burst", "0", "RateLimits:Read:Burst is 0: set it to 1 or more" },
        { "RateLimits:work:PerSecond", "-5", "RateLimits:Work:PerSecond is -5: set it to a number from" },
        { "RateLimits:Auth:Burst", "many", "'RateLimits:Auth:Burst'" },
        { "Data:Directory", BelowAFile, "set Data:Directory" },
        { "Cors:Origins", "https://app.example.com/", "so write https://app.example.com." },
        { "Cors:Origins", "https://app.example.com,*", "Cors:Origins has * beside other origins" },
        { "Broker:AllowedOrigins", "app.example.com", "Broker:AllowedOrigins has app.example.com, which has no scheme: write https://app.example.com." },
        { "Database:ConnectionString", "nonsense", "Database:ConnectionString cannot be read" },
        { "Database:ConnectionString", $"Data Source={BelowAFile}/messaging.db", "set Data:Directory" },
    };

    [Theory, MemberData(nameof(WrongSettings))]
    public async Task Wrong_setting_is_named(string key, string value, string sentence)
    {
        var lines = await RefusedAsync(new Dictionary<string, string?> { [key] = value });

        Assert.Contains(sentence, lines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PostgreSql", "Host=127.0.0.1;Port=1;Database=messaging;Username=messaging;Password=hidden-s3cret")]
    [InlineData("SqlServer", "Server=127.0.0.1,1;Database=messaging;User Id=messaging;Password=hidden-s3cret;Connect Timeout=5")]
    public async Task Server_that_is_not_there_is_said_at_once(string provider, string connectionString)
    {
        var settings = new Dictionary<string, string?> { ["Database:Provider"] = provider, ["Database:ConnectionString"] = connectionString };
        Assert.Contains("Database:ConnectionString cannot be read", (await RefusedAsync(new Dictionary<string, string?>(settings) { ["Database:ConnectionString"] = "Hots=a" }))[^1], StringComparison.Ordinal);
        foreach (var command in new string[][] { [], ["migrate"] })
        {
            var lines = await RefusedAsync(settings, command);

            Assert.StartsWith("The database cannot be opened", lines[^1], StringComparison.Ordinal);
            Assert.Contains("Check Database:ConnectionString", lines[^1], StringComparison.Ordinal);
            Assert.DoesNotContain(lines, line => line.Contains("s3cret", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Address_that_is_taken_is_named()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();

        var lines = await RefusedAsync(new Dictionary<string, string?> { ["ASPNETCORE_URLS"] = $"http://{other.LocalEndpoint}" });

        Assert.Contains(other.LocalEndpoint.ToString()!, lines[^1], StringComparison.Ordinal);
        Assert.Contains("set ASPNETCORE_URLS", lines[^1], StringComparison.Ordinal);
    }

    /// <summary>The schema from a script, as a DBA runs it, and an app whose user may read and write rows only.</summary>
    [Fact]
    public async Task User_who_may_not_make_tables_needs_migrate_once()
    {
        Assert.SkipWhen(PostgresCluster.WhyMissing is not null && Environment.GetEnvironmentVariable("CI") != "true", PostgresCluster.WhyMissing ?? "");
        await using var data = await TestDatabase.CreateAsync(DatabaseKind.PostgreSql);
        var plain = await CreatePlainUserAsync(data);
        var asPlain = new Dictionary<string, string?>(data.Settings)
        {
            ["Database:ConnectionString"] = new NpgsqlConnectionStringBuilder(data.ConnectionString) { Username = plain, Password = plain }.ToString(),
        };
        await GrantAsync(data, plain, "public");
        var lines = await RefusedAsync(asPlain);
        Assert.StartsWith("Hangfire's tables cannot be created or read", lines[^1], StringComparison.Ordinal);
        Assert.EndsWith("set Jobs:Storage to Memory.", lines[^1], StringComparison.Ordinal);

        await AppCommand.RunAsync(data.Settings, 0, "migrate");
        await GrantAsync(data, plain, "hangfire");

        await using (var app = await AppProcess.StartNewAsync(asPlain))
        {
            var (an, _, conversation) = await Person.PairAsync(app.Address);
            await an.SendAsync(conversation, "goes out");
            await using var db = data.OpenContext();
            await Eventually.HoldsAsync("the outbox is empty", async () => !await db.Outbox.AnyAsync(TestContext.Current.CancellationToken));
        }

        // Users belong to the server, which may not be the tests' own.
        await ExecuteAsync(data, $"DROP OWNED BY {plain}");
        await ExecuteAsync(data, $"DROP ROLE {plain}");
    }

    private static async Task<string[]> RefusedAsync(IReadOnlyDictionary<string, string?> settings, params string[] command)
    {
        var (exitCode, lines) = await AppCommand.RunAsync(new Dictionary<string, string?>(settings) { ["ASPNETCORE_URLS"] = settings.GetValueOrDefault("ASPNETCORE_URLS") ?? "http://127.0.0.1:0" }, command);
        Assert.Equal(1, exitCode);
        Assert.DoesNotContain(lines, line => line.StartsWith("Unhandled exception", StringComparison.Ordinal));
        return lines;
    }

    private static async Task<string> CreatePlainUserAsync(TestDatabase data)
    {
        var name = $"plain_{Guid.NewGuid():N}";
        await ExecuteAsync(data, $"CREATE ROLE {name} LOGIN PASSWORD '{name}'");
        return name;
    }

    private static async Task GrantAsync(TestDatabase data, string user, string schema)
    {
        await ExecuteAsync(data, $"GRANT USAGE ON SCHEMA {schema} TO {user}");
        await ExecuteAsync(data, $"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {user}");
        await ExecuteAsync(data, $"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {user}");
    }

    private static async Task ExecuteAsync(TestDatabase data, string sql)
    {
        await using var db = data.OpenContext();
        await db.Database.ExecuteSqlRawAsync(sql, TestContext.Current.CancellationToken);
    }
}
