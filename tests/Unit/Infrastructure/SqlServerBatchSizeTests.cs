using Messaging.Application.Outbox;
using Messaging.Infrastructure.Outbox;
using Messaging.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.SqlServer.Infrastructure.Internal;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace Messaging.Unit.Infrastructure;

public sealed class SqlServerBatchSizeTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("1", 1)]
    [InlineData("1000", 1_000)]
    public void Batch_size_of_the_settings_reaches_the_provider(string? configured, int? expected)
    {
        using var services = Services(configured);
        using var scope = services.CreateScope();

        var options = scope.ServiceProvider.GetRequiredService<MessagingDbContext>().GetService<IDbContextOptions>();

#pragma warning disable EF1001 // No public way to ask a context for the size of its batches.
        Assert.Equal(expected, options.FindExtension<SqlServerOptionsExtension>()!.MaxBatchSize);
#pragma warning restore EF1001
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1001")]
    public void Batch_size_out_of_range_is_refused(string configured)
    {
        using var services = Services(configured);

        var refused = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<DatabaseOptions>>().Value);

        Assert.Contains("Database:SqlServerBatchSize must be from 1 to 1000", refused.Message, StringComparison.Ordinal);
    }

    private static ServiceProvider Services(string? batchSize)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Database:Provider"] = "SqlServer",
            ["Database:ConnectionString"] = "Server=nowhere",
            ["Database:SqlServerBatchSize"] = batchSize,
        }).Build();
        return new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddSingleton(new OutboxCatalog()).AddPersistence(configuration).AddOutbox(configuration).BuildServiceProvider();
    }
}
