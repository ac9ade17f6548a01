using Messaging.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Messaging.Infrastructure.Persistence;

/// <summary>Saves the words of search together with the names they are made of, whoever changes a name.</summary>
internal sealed class SearchWordsInterceptor : SaveChangesInterceptor
{
    public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is not MessagingDbContext db) return result;

        var entries = db.ChangeTracker.Entries<User>().ToList();
        foreach (var entry in entries.Where(entry => entry.State == EntityState.Added)) Renew(db, entry.Entity, stored: []);

        User[] renamed = [.. entries.Where(HasOtherNames).Select(entry => entry.Entity)];
        if (renamed.Length == 0) return result;

        // Their rows are locked: nobody else changes the words meanwhile.
        var ids = Array.ConvertAll(renamed, user => user.Id);
        var stored = (await db.SearchWords.Where(word => ids.Contains(word.UserId)).ToListAsync(cancellationToken)).ToLookup(word => word.UserId);
        foreach (var user in renamed) Renew(db, user, stored[user.Id]);
        return result;
    }

    private static bool HasOtherNames(EntityEntry<User> entry) =>
        entry.State == EntityState.Modified
        && (entry.Property(user => user.UserNameKey).IsModified || entry.Property(user => user.DisplayNameKey).IsModified
            || entry.Property(user => user.SearchKeyVersion).IsModified);

    private static void Renew(MessagingDbContext db, User user, IEnumerable<SearchWord> stored)
    {
        var (order, wanted) = (user.SearchOrder(), user.SearchWords().ToHashSet(StringComparer.Ordinal));
        foreach (var word in stored)
        {
            if (wanted.Remove(word.Word)) word.Move(order);
            else db.SearchWords.Remove(word);
        }

        db.SearchWords.AddRange(wanted.Select(word => new SearchWord(user.Id, word, order)));
    }
}
