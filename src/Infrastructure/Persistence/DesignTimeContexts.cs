using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Messaging.Infrastructure.Persistence;

/// <summary>For <c>dotnet ef</c> only; no database is contacted.</summary>
internal sealed class DesignTimeSqlite : IDesignTimeDbContextFactory<SqliteMessagingDbContext>
{
    public SqliteMessagingDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteMessagingDbContext>().UseSqlite("Data Source=design-time.db").Options);
}

/// <inheritdoc cref="DesignTimeSqlite"/>
internal sealed class DesignTimePostgreSql : IDesignTimeDbContextFactory<PostgreSqlMessagingDbContext>
{
    public PostgreSqlMessagingDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgreSqlMessagingDbContext>().UseNpgsql("Host=design-time").Options);
}

/// <inheritdoc cref="DesignTimeSqlite"/>
internal sealed class DesignTimeSqlServer : IDesignTimeDbContextFactory<SqlServerMessagingDbContext>
{
    public SqlServerMessagingDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqlServerMessagingDbContext>().UseSqlServer("Server=design-time").Options);
}
