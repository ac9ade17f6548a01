using System.Data;
using Messaging.Application.Common;
using Messaging.Application.Conversations;
using Messaging.Infrastructure.Nodes;
using Messaging.Infrastructure.Outbox;
using Messaging.Infrastructure.Persistence.Keys;
using Messaging.Infrastructure.Persistence.Statements;
using Messaging.Infrastructure.Realtime;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Messaging.Infrastructure.Persistence;

/// <summary>Registers the database that the configuration names.</summary>
public static class PersistenceRegistration
{
    // One waits for its commit while the others compute. More only wait for each other's users.
    private static readonly int SeveralCommitters = Math.Clamp(Environment.ProcessorCount, 2, 4);

    public static IServiceCollection AddPersistence(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DatabaseOptions>()
            .Bind(configuration.GetSection(DatabaseOptions.Section))
            .Validate(
                options => options.Provider == DatabaseProvider.Sqlite || options.ConnectionString.Length > 0,
                "Database:ConnectionString is empty. Set it to the connection string of your database.")
            .Validate(
                options => options.SqliteSynchronous.ToUpperInvariant() is "FULL" or "NORMAL" or "EXTRA",
                "Database:SqliteSynchronous must be FULL, NORMAL or EXTRA.")
            .Validate(
                options => options.SqlServerBatchSize is null or (>= 1 and <= 1_000),
                "Database:SqlServerBatchSize must be from 1 to 1000, or empty.")
            .Validate(options => options.MaxWaitSeconds is >= 1 and <= 60, "Database:MaxWaitSeconds must be from 1 to 60.")
            .ValidateOnStart();
        services.AddOptions<KeyProtectionOptions>().Bind(configuration.GetSection(KeyProtectionOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<KeyProtectionOptions>, KeyProtectionValidator>();
        services.AddSingleton<ProtectionKeys>();
        services.AddSingleton<OutboxInterceptor>();
        services.AddSingleton<SearchWordsInterceptor>();
        services.AddHostedService<SearchKeyUpgrade>();

        var options = configuration.GetSection(DatabaseOptions.Section).Get<DatabaseOptions>() ?? new DatabaseOptions();
        var maxWait = TimeSpan.FromSeconds(options.MaxWaitSeconds);
        switch (options.Provider)
        {
            case DatabaseProvider.SqlServer:
                services.AddMessagingContext<SqlServerMessagingDbContext>(builder => builder.UseSqlServer(SqlServerConnectionString(options), sql =>
                {
                    sql.ExecutionStrategy(dependencies => new SqlServerRetries(dependencies, maxWait));
                    if (options.SqlServerBatchSize is { } size) sql.MaxBatchSize(size);
                }));
                // Its strings are of no fixed length, which it does not prepare; the server keeps the plans by their text.
                services.AddSingleton(new StatementDatabase(
                    new SqlServerDialect(), () => new SqlConnection(SqlServerConnectionString(options)), SeveralCommitters) { Prepares = false, LongestWait = maxWait });
                break;
            case DatabaseProvider.PostgreSql:
                services.AddMessagingContext<PostgreSqlMessagingDbContext>(builder => builder.UseNpgsql(
                    PostgreSqlConnectionString(options.ConnectionString, options.MaxWaitSeconds),
                    sql => sql.ExecutionStrategy(dependencies => new PostgreSqlRetries(dependencies, maxWait))));
                services.AddSingleton(new StatementDatabase(
                    new PostgreSqlDialect(), () => new NpgsqlConnection(StatementsConnectionString(options)), SeveralCommitters)
                {
                    LongestWait = maxWait,
                    // The keys of a group are few: an index leads to each, however small or large the tables were when the
                    // plan was made. The plan is made once, because it is the same for every group.
                    OnOpened = "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off; SET plan_cache_mode = force_generic_plan",
                });
                if ((configuration.GetSection(PushOptions.Section).Get<PushOptions>() ?? new PushOptions()).Nodes > 1)
                {
                    services.AddSingleton<NodeHints>();
                    services.AddHostedService(provider => provider.GetRequiredService<NodeHints>());
                }

                break;
            default:
                var connectionString = SqliteConnectionString(options, configuration);
                services.AddSingleton<SqliteWriteGate>();
                services.AddSingleton(_ => new SqliteFileLock(connectionString));
                services.AddSingleton(new StatementDatabase(new SqliteDialect(), () => new SqliteConnection(connectionString), Committers: 1)
                {
                    Isolation = IsolationLevel.Serializable,
                    LongestWait = maxWait,
                    OnOpened = $"PRAGMA synchronous = {options.SqliteSynchronous};",
                });
                services.AddMessagingContext<SqliteMessagingDbContext>(builder =>
                {
                    builder.UseSqlite(connectionString);
                    // FULL is what SQLite does by itself; anything else it forgets with every connection.
                    if (!options.SqliteSynchronous.Equals("FULL", StringComparison.OrdinalIgnoreCase))
                        builder.AddInterceptors(new SqliteSynchronous(options.SqliteSynchronous));
                });
                break;
        }

        services.AddSingleton<IConversationTransactions>(provider => ActivatorUtilities.CreateInstance<ConversationTransactions>(provider));
        return services;
    }

    private static void AddMessagingContext<TContext>(this IServiceCollection services, Action<DbContextOptionsBuilder> use)
        where TContext : MessagingDbContext
    {
        services.AddDbContext<TContext>((provider, builder) =>
        {
            use(builder);
            builder.AddInterceptors(provider.GetRequiredService<OutboxInterceptor>(), provider.GetRequiredService<SearchWordsInterceptor>());
        },
        // The options are the same for all: making them for each request costs more than many a query.
        optionsLifetime: ServiceLifetime.Singleton);
        services.AddScoped<MessagingDbContext>(provider => provider.GetRequiredService<TContext>());
        services.AddScoped<IMessagingDb>(provider => provider.GetRequiredService<TContext>());
        // In the database, so that every node can read the tokens that another one made.
        services.AddDataProtection().SetApplicationName("Messaging").PersistKeysToDbContext<TContext>();
        // Encrypted by a key that is not in it, so that a copy of the database signs nobody in.
        services.AddOptions<KeyManagementOptions>().Configure<ProtectionKeys>((management, keys) => management.XmlEncryptor = new KeyXmlEncryptor(keys));
    }

    /// <summary>
    /// The statements are few and come again and again: prepared, a send costs a third of the processor time on both
    /// sides. Nothing of the app outlives its use of a connection, so nothing needs to be reset. Values in the string take precedence.
    /// </summary>
    internal static string PostgreSqlConnectionString(string configured, int maxWaitSeconds = 5)
    {
        var builder = Read(() => new NpgsqlConnectionStringBuilder(configured));
        if (!builder.ShouldSerialize("Max Auto Prepare")) builder.MaxAutoPrepare = 100;
        if (!builder.ShouldSerialize("No Reset On Close")) builder.NoResetOnClose = true;
        if (!builder.ShouldSerialize("Timeout")) builder.Timeout = maxWaitSeconds;
        if (!builder.ShouldSerialize("Command Timeout")) builder.CommandTimeout = maxWaitSeconds;
        // How long a server that hangs may take to confirm that it gave up a statement.
        if (!builder.ShouldSerialize("Cancellation Timeout")) builder.CancellationTimeout = 1_000;
        return builder.ToString();
    }

    // Not from the pool: these connections have settings of their own, and a pool would give them to others.
    private static string StatementsConnectionString(DatabaseOptions options) =>
        new NpgsqlConnectionStringBuilder(PostgreSqlConnectionString(options.ConnectionString, options.MaxWaitSeconds)) { Pooling = false }.ToString();

    private static string SqliteConnectionString(DatabaseOptions options, IConfiguration configuration)
    {
        var builder = Read(() => new SqliteConnectionStringBuilder(options.ConnectionString) { ForeignKeys = true });
        // On SQLite this is the time to wait for a lock of another process.
        if (!builder.ShouldSerialize("Default Timeout")) builder.DefaultTimeout = options.MaxWaitSeconds;
        if (builder.DataSource.Length == 0) builder.DataSource = Path.Combine(DataDirectory.Resolve(configuration), "messaging.db");
        if (Path.GetDirectoryName(Path.GetFullPath(builder.DataSource)) is { } directory) MakeDirectory(directory);
        return builder.ToString();
    }

    private static string SqlServerConnectionString(DatabaseOptions options)
    {
        var builder = Read(() => new SqlConnectionStringBuilder(options.ConnectionString));
        if (!builder.ShouldSerialize("Connect Timeout")) builder.ConnectTimeout = options.MaxWaitSeconds;
        if (!builder.ShouldSerialize("Command Timeout")) builder.CommandTimeout = options.MaxWaitSeconds;
        // EF Core tries again already; the driver would wait 10 s first.
        if (!builder.ShouldSerialize("Connect Retry Count")) builder.ConnectRetryCount = 0;
        return builder.ToString();
    }

    private static TBuilder Read<TBuilder>(Func<TBuilder> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            throw new StartRefusedException($"Database:ConnectionString cannot be read ({exception.Message}).", exception);
        }
    }

    private static void MakeDirectory(string directory)
    {
        try
        {
            PrivateFiles.MakeDirectory(directory);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"The directory {directory} of the database file cannot be created ({exception.Message}). Give this process access, or set Data:Directory.", exception);
        }
    }
}
