using Messaging.Infrastructure.Persistence.Keys;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.Infrastructure.Persistence;

/// <summary>The keys that protect tokens. All nodes share them; they are in the database, encrypted by <see cref="ProtectionKeys"/>.</summary>
public static class KeyRing
{
    // The other nodes may start on the same busy machine, and each needs seconds for its first key.
    private static readonly TimeSpan TurnLimit = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Encrypts keys that are plain or that an earlier key encrypted, reads all of them, and makes the first one. Nodes come one
    /// after the other: on an empty database each would make a key, and refuse the tokens of the others for up to a day.
    /// </summary>
    /// <param name="services">Of the app.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="StartRefusedException">The keys in the database were encrypted by a key that is not configured here.</exception>
    public static async Task LoadKeysAsync(this IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var keys = scope.ServiceProvider.GetRequiredService<ProtectionKeys>();
        var db = scope.ServiceProvider.GetRequiredService<MessagingDbContext>();
        using var _ = services.GetRequiredService<ILogger<MessagingDbContext>>().WaitsFor("the keys that protect tokens");
        var isShared = scope.ServiceProvider.GetRequiredService<IOptions<DatabaseOptions>>().Value.IsShared;
        if (isShared) db.Database.SetCommandTimeout(TurnLimit);
        await db.InTurnAsync(cancellation => db.RenewKeysAsync(keys, cancellation), cancellationToken);

        // SQLite has one node, and would not let a key be written while the transaction is open.
        if (!isShared) return;
        await db.InTurnAsync(
            async cancellation =>
            {
                await db.ReadKeysAsync(keys, cancellation);
                services.GetRequiredService<IDataProtectionProvider>().CreateProtector("start").Protect([]);
            },
            cancellationToken);
    }

    private static Task<int> InTurnAsync(this MessagingDbContext db, Func<CancellationToken, Task> work, CancellationToken cancellationToken) => db.InTransactionAsync(
        async cancellation =>
        {
            await db.LockAsync("messaging-token-keys", cancellation);
            await work(cancellation);
            return 0;
        },
        cancellationToken);

    private static async Task RenewKeysAsync(this MessagingDbContext db, ProtectionKeys keys, CancellationToken cancellationToken)
    {
        var rows = await db.ReadKeysAsync(keys, cancellationToken);
        // Not before: a new key would hide that the right one is missing.
        keys.Prepare();
        foreach (var row in rows)
            row.Xml = KeyXml.Renew(row.Xml!, keys) ?? row.Xml;
    }

    private static async Task<List<DataProtectionKey>> ReadKeysAsync(this MessagingDbContext db, ProtectionKeys keys, CancellationToken cancellationToken)
    {
        var rows = await db.DataProtectionKeys.Where(row => row.Xml != null).ToListAsync(cancellationToken);
        var unreadable = rows.Count(row => !KeyXml.IsReadable(row.Xml!, keys));
        return unreadable == 0 ? rows : throw new StartRefusedException(
            $"{unreadable} of the {rows.Count} token keys in the database were encrypted with a key that this node does not have. "
            + $"Restore {keys.FilePath}, or set DataProtection:Key (or DataProtection:PreviousKeys, after a change) to the key of the node that made them. "
            + "If the key is lost, docs/operations.md says how to go on without it.");
    }
}
