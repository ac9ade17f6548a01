using Microsoft.EntityFrameworkCore;

namespace Messaging.Infrastructure.Persistence.Moving;

/// <summary>Contexts without the app around them: what they save announces nothing.</summary>
internal static class MoveContexts
{
    public static MessagingDbContext Open(DatabaseProvider provider, string connectionString) => provider switch
    {
        DatabaseProvider.SqlServer => new SqlServerMessagingDbContext(
            new DbContextOptionsBuilder<SqlServerMessagingDbContext>().UseSqlServer(connectionString).Options),
        DatabaseProvider.PostgreSql => new PostgreSqlMessagingDbContext(
            new DbContextOptionsBuilder<PostgreSqlMessagingDbContext>().UseNpgsql(connectionString).Options),
        _ => new SqliteMessagingDbContext(new DbContextOptionsBuilder<SqliteMessagingDbContext>().UseSqlite(connectionString).Options),
    };
}
