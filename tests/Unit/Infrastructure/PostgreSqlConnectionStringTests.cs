using Messaging.Infrastructure.Persistence;
using Npgsql;
using Xunit;

namespace Messaging.Unit.Infrastructure;

public sealed class PostgreSqlConnectionStringTests
{
    [Fact]
    public void Statements_are_prepared_and_connections_are_not_reset()
    {
        var builder = new NpgsqlConnectionStringBuilder(PersistenceRegistration.PostgreSqlConnectionString("Host=db;Database=messaging;Maximum Pool Size=20"));

        Assert.Equal(("db", 20, 100, true), (builder.Host, builder.MaxPoolSize, builder.MaxAutoPrepare, builder.NoResetOnClose));
    }

    [Theory]
    [InlineData("Host=db;Max Auto Prepare=0;No Reset On Close=false")]
    [InlineData("Host=db;MaxAutoPrepare=0;NoResetOnClose=false")]
    public void What_the_string_says_wins(string configured)
    {
        var builder = new NpgsqlConnectionStringBuilder(PersistenceRegistration.PostgreSqlConnectionString(configured));

        Assert.Equal((0, false), (builder.MaxAutoPrepare, builder.NoResetOnClose));
    }
}
