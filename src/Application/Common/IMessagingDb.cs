using Messaging.Domain.Auth;
using Messaging.Domain.Blocks;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Messaging.Domain.Messages;
using Messaging.Domain.Notifications;
using Messaging.Domain.Presence;
using Messaging.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Common;

/// <summary>
/// The database as use cases see it. Not a repository: it exposes EF Core's sets and adds the three
/// things that differ between the databases: transactions, row locks and their order.
/// </summary>
public interface IMessagingDb
{
    DbSet<User> Users { get; }

    /// <summary>The words under which users are found. Saving a user keeps them in step with the names.</summary>
    DbSet<SearchWord> SearchWords { get; }

    DbSet<Session> Sessions { get; }

    DbSet<Conversation> Conversations { get; }

    /// <summary>The present members of conversations. Former members are filtered out everywhere, unless a query asks for all.</summary>
    DbSet<Member> Members { get; }

    DbSet<Message> Messages { get; }

    DbSet<Block> Blocks { get; }

    DbSet<UserPresence> Presences { get; }

    DbSet<ChatViewer> ChatViewers { get; }

    /// <summary>Users who never saved any have the defaults and no row.</summary>
    DbSet<NotificationPreferences> NotificationPreferences { get; }

    DbSet<OutboxMessage> Outbox { get; }

    /// <summary>Rows of conversations that still show an old state of a user.</summary>
    DbSet<RowRefresh> RowRefreshes { get; }

    /// <summary>Announces an event that no aggregate raises; it is stored with the next save.</summary>
    void Raise(IDomainEvent domainEvent);

    Task<int> SaveChangesAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Runs the work in one transaction, saves, commits, and then wakes code that waits for the
    /// changes. The work may run again after a transient fault, on an empty change tracker.
    /// </summary>
    Task<T> InTransactionAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken);

    /// <summary>
    /// Locks the conversation's row and then user rows in id order: those of its members, and of others who are about to
    /// come in. Loads all of them. Every command locks in this order, which prevents deadlocks.
    /// </summary>
    /// <returns>Null when there is no such conversation or this user is not in it: a stranger cannot tell.</returns>
    Task<Conversation?> LockConversationAsync(ConversationId id, UserId memberId, IReadOnlyCollection<UserId> others, CancellationToken cancellationToken);

    /// <summary>Locks user rows in id order. For work that starts from users, before any conversation exists.</summary>
    Task<IReadOnlyList<User>> LockUsersAsync(IReadOnlyCollection<UserId> ids, CancellationToken cancellationToken);
}
