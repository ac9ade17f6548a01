using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.Infrastructure.Persistence;

/// <summary>The keys that protect tokens, which all nodes share.</summary>
public static class KeyRing
{
    /// <summary>
    /// Reads the keys, and makes the first one, one node after the other. Nodes that start at once on an
    /// empty database would each make a key, and refuse the tokens of the others for up to a day.
    /// </summary>
    public static async Task LoadKeysAsync(this IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        // SQLite has one node, and would not let a key be written while the transaction is open.
        if (!scope.ServiceProvider.GetRequiredService<IOptions<DatabaseOptions>>().Value.IsShared) return;

        using var _ = services.GetRequiredService<ILogger<MessagingDbContext>>().WaitsFor("the keys that protect tokens");
        var db = scope.ServiceProvider.GetRequiredService<MessagingDbContext>();
        await db.InTransactionAsync(
            async cancellation =>
            {
                // Changes nothing, but locks the row until the end.
                await db.LaneLeases.Where(lease => lease.Lane == 0).ExecuteUpdateAsync(set => set.SetProperty(lease => lease.Epoch, lease => lease.Epoch), cancellation);
                return services.GetRequiredService<IDataProtectionProvider>().CreateProtector("start").Protect([]).Length;
            },
            cancellationToken);
    }
}
