using System.Data;
using System.Data.Common;
using System.Diagnostics;
using Messaging.Infrastructure.Persistence;
using Messaging.Infrastructure.Persistence.Statements;
using Messaging.Integration.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Messaging.Integration.Persistence;

/// <summary>While the database cannot do its work, everybody is told so soon, and the same request works afterwards.</summary>
public sealed class UnavailableTests
{
    // The limit of one wait, the moment that the driver takes to give up, and a busy machine.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(12);

    [Fact]
    public async Task Everyone_who_waits_for_a_held_sqlite_lock_is_answered_in_time()
    {
        await using var app = await TestApp.StartAsync();
        var (an, _, conversation) = await Person.PairAsync(app.Address);
        await using (var other = new SqliteConnection(app.Database.ConnectionString))
        {
            await other.OpenAsync(TestContext.Current.CancellationToken);
            await using var held = other.BeginTransaction();

            await AllAreUnavailableAsync(an, conversation, "database_busy");
            await NotReadyAsync(app);
        }

        await WorksAgainAsync(app, an, conversation);
    }

    [Fact]
    public async Task Full_sqlite_database_is_unavailable()
    {
        var disk = new Pragmas();
        await using var app = await StartAsync(disk);
        var (an, _, conversation) = await Person.PairAsync(app.Address);
        disk.Sql = "PRAGMA max_page_count = 1;";

        await Eventually.HoldsAsync("the disk is full", async () => (await an.TrySendAsync(conversation, new string('x', 4_000))).Status == 503);

        (await an.TrySendAsync(conversation, new string('x', 4_000))).IsProblem(503, "database_full");
        disk.Sql = "PRAGMA max_page_count = 1000000;";
        await WorksAgainAsync(app, an, conversation);
    }

    [Fact]
    public async Task Read_only_sqlite_database_is_unavailable()
    {
        var disk = new Pragmas();
        await using var app = await StartAsync(disk);
        var (an, _, conversation) = await Person.PairAsync(app.Address);
        disk.Sql = "PRAGMA query_only = ON;";

        await AllAreUnavailableAsync(an, conversation, "database_read_only");
        Assert.Equal("The database cannot be written.", await NotReadyAsync(app));

        (await an.Api.GetAsync("/api/v1/me")).Is(200);
        disk.Sql = "PRAGMA query_only = OFF;";
        await WorksAgainAsync(app, an, conversation);
    }

    [Fact]
    public async Task Postgresql_lock_that_is_held_is_waited_for_in_bounds()
    {
        SkipWithoutPostgreSql();
        await using var app = await TestApp.StartAsync(DatabaseKind.PostgreSql, new Dictionary<string, string?> { ["Database:MaxWaitSeconds"] = "2" });
        var (an, _, conversation) = await Person.PairAsync(app.Address);
        await using (var other = new NpgsqlConnection(app.Database.ConnectionString))
        {
            await other.OpenAsync(TestContext.Current.CancellationToken);
            await using var held = await other.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await ExecuteAsync(other, """LOCK TABLE "Conversations", "LaneLeases" IN ACCESS EXCLUSIVE MODE""");

            await AllAreUnavailableAsync(an, conversation, "database_busy");
            await NotReadyAsync(app);
        }

        await WorksAgainAsync(app, an, conversation);
    }

    [Fact]
    public async Task Postgresql_that_became_read_only_is_unavailable()
    {
        SkipWithoutPostgreSql();
        await using var app = await TestApp.StartAsync(DatabaseKind.PostgreSql);
        var (an, _, conversation) = await Person.PairAsync(app.Address);
        await SetReadOnlyAsync(app, "on");

        await AllAreUnavailableAsync(an, conversation, "database_read_only");
        Assert.Equal("The database cannot be written.", await NotReadyAsync(app));

        await SetReadOnlyAsync(app, "off");
        await WorksAgainAsync(app, an, conversation);
    }

    [Fact]
    public async Task Postgresql_without_a_free_connection_is_unavailable()
    {
        SkipWithoutPostgreSql();
        await using var data = await TestDatabase.CreateAsync(DatabaseKind.PostgreSql);
        await using var app = await TestApp.StartAsync(DatabaseKind.PostgreSql, new Dictionary<string, string?> { ["Database:MaxWaitSeconds"] = "2" });
        var (an, _, conversation) = await Person.PairAsync(app.Address);
        var held = new List<MessagingDbContext>();
        for (var i = 0; i < 100; i++)
        {
            var scope = app.Services.CreateScope();
            var db = scope.ServiceProvider.GetRequiredService<MessagingDbContext>();
            held.Add(db);
            try
            {
                await db.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
            }
            catch (Exception exception) when (DatabaseFaults.Of(exception) is not null)
            {
                break;
            }
        }

        var answer = await an.TrySendAsync(conversation, "no connection");

        Assert.Equal(503, answer.Status);
        Assert.True(answer["retryable"].GetBoolean());
        await NotReadyAsync(app);
        foreach (var db in held) await db.DisposeAsync();
        await WorksAgainAsync(app, an, conversation);
    }

    private static Task<TestApp> StartAsync(Pragmas pragmas) => TestApp.StartAsync(services: services =>
    {
        services.ConfigureDbContext<SqliteMessagingDbContext>(options => options.AddInterceptors(pragmas));
        // Sends go around EF Core, on a connection that stays open.
        var statements = (StatementDatabase)services.Single(service => service.ServiceType == typeof(StatementDatabase)).ImplementationInstance!;
        services.AddSingleton(statements with { Connect = () => pragmas.Follow(statements.Connect()) });
    });

    private static void SkipWithoutPostgreSql() =>
        Assert.SkipWhen(PostgresCluster.WhyMissing is not null && Environment.GetEnvironmentVariable("CI") != "true", PostgresCluster.WhyMissing ?? "");

    /// <summary>Several at once, so that they queue.</summary>
    private static async Task AllAreUnavailableAsync(Person person, string conversation, string code)
    {
        var started = Stopwatch.StartNew();
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => person.TrySendAsync(conversation, $"message {i}")));

        Assert.True(started.Elapsed < Bound, $"The answers took {started.Elapsed}.");
        Assert.All(answers, answer =>
        {
            Assert.True(answer.IsProblem(503, code)["retryable"].GetBoolean());
            Assert.InRange(int.Parse(answer.Header("Retry-After")!, System.Globalization.CultureInfo.InvariantCulture), 1, 60);
        });
    }

    /// <returns>What health says of the database.</returns>
    private static async Task<string?> NotReadyAsync(TestApp app)
    {
        var ready = (await app.Anonymous.GetAsync("/health/ready")).Is(503);
        Assert.Equal("Unhealthy", ready.String("status"));
        return ready["checks"].GetProperty("database").String("description");
    }

    private static async Task WorksAgainAsync(TestApp app, Person person, string conversation)
    {
        await Eventually.HoldsAsync("sending works again", async () => (await person.TrySendAsync(conversation, "works again")).Status == 201);
        await Eventually.HoldsAsync("the app is ready", async () => (await app.Anonymous.GetAsync("/health/ready")).Status == 200);
    }

    // A cluster of others may hold other databases, so only this one changes. Sessions that are there keep what they began with.
    private static async Task SetReadOnlyAsync(TestApp app, string value)
    {
        await using var other = new NpgsqlConnection(app.Database.ConnectionString);
        await other.OpenAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync(other, "SET default_transaction_read_only = off");
        await ExecuteAsync(other, $"ALTER DATABASE \"{other.Database}\" SET default_transaction_read_only = {value}");
        await ExecuteAsync(other, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Runs a statement on every connection that the app opens, and on those that stay open.</summary>
    private sealed class Pragmas : DbConnectionInterceptor
    {
        private readonly List<DbConnection> _followed = [];
        private string _sql = "";

        public string Sql
        {
            get => _sql;
            set
            {
                _sql = value;
                foreach (var connection in _followed.Where(connection => connection.State == ConnectionState.Open)) Run(connection);
            }
        }

        public DbConnection Follow(DbConnection connection)
        {
            connection.StateChange += (_, change) =>
            {
                if (change.CurrentState == ConnectionState.Open) Run(connection);
            };
            _followed.Add(connection);
            return connection;
        }

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Run(connection);

        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Run(connection);
            return Task.CompletedTask;
        }

        private void Run(DbConnection connection)
        {
            if (Sql.Length == 0) return;
            using var command = connection.CreateCommand();
            command.CommandText = Sql;
            command.ExecuteNonQuery();
        }
    }
}
