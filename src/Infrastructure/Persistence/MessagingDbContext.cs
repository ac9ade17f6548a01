using System.Data.Common;
using Messaging.Application.Common;
using Messaging.Domain.Auth;
using Messaging.Domain.Blocks;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Messaging.Domain.Messages;
using Messaging.Domain.Notifications;
using Messaging.Domain.Presence;
using Messaging.Domain.Users;
using Messaging.Infrastructure.Identity;
using Messaging.Infrastructure.Identity.Outside;
using Messaging.Infrastructure.Nodes;
using Messaging.Infrastructure.Outbox;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Infrastructure.Persistence;

/// <summary>
/// The model and the transactions, the same for every database. One sealed context per database
/// derives from it, because EF Core keeps one set of migrations per context type.
/// </summary>
public abstract class MessagingDbContext(DbContextOptions options, CommitFeed? commits = null)
    : DbContext(options), IMessagingDb, IDataProtectionKeyContext
{
    public DbSet<User> Users => Set<User>();

    public DbSet<SearchWord> SearchWords => Set<SearchWord>();

    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<Conversation> Conversations => Set<Conversation>();

    public DbSet<Member> Members => Set<Member>();

    public DbSet<Message> Messages => Set<Message>();

    public DbSet<OutboxMessage> Outbox => Set<OutboxMessage>();

    public DbSet<RowRefresh> RowRefreshes => Set<RowRefresh>();

    public DbSet<Block> Blocks => Set<Block>();

    public DbSet<UserPresence> Presences => Set<UserPresence>();

    public DbSet<ChatViewer> ChatViewers => Set<ChatViewer>();

    public DbSet<NotificationPreferences> NotificationPreferences => Set<NotificationPreferences>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    public DbSet<OutsideIdentity> OutsideIdentities => Set<OutsideIdentity>();

    internal DbSet<Account> Accounts => Set<Account>();

    internal DbSet<LaneLease> LaneLeases => Set<LaneLease>();

    internal DbSet<LiveNode> LiveNodes => Set<LiveNode>();

    /// <summary>Outbox rows that were added and are not saved yet.</summary>
    internal List<OutboxItem> UnreservedRows { get; } = [];

    /// <summary>The places in the lanes of the rows that the current transaction has saved.</summary>
    internal List<LaneReservations> Reservations { get; } = [];

    /// <summary>Events that were stored in the current transaction; listeners hear of them after the commit.</summary>
    internal List<IDomainEvent> StoredEvents { get; } = [];

    /// <summary>Events that no aggregate raised, until the next save.</summary>
    internal List<IDomainEvent> EventsWithoutAggregate { get; } = [];

    /// <inheritdoc/>
    public void Raise(IDomainEvent domainEvent) => EventsWithoutAggregate.Add(domainEvent);

    /// <inheritdoc/>
    public async Task<T> InTransactionAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        if (Database.CurrentTransaction is not null)
        {
            var joined = await work(cancellationToken);
            await SaveChangesAsync(cancellationToken);
            return joined;
        }

        var outcome = await Database.CreateExecutionStrategy().ExecuteAsync(
            work,
            async (_, work, cancellation) => await RunOnceAsync(work, cancellation),
            verifySucceeded: null,
            cancellationToken);
        foreach (var reservation in Reservations) reservation.Committed();
        Reservations.Clear();
        if (StoredEvents.Count > 0)
        {
            commits?.Publish([.. StoredEvents]);
            TellOtherNodes([.. StoredEvents]);
        }

        return outcome;
    }

    /// <inheritdoc/>
    public async Task<Conversation?> LockConversationAsync(ConversationId id, UserId memberId, IReadOnlyCollection<UserId> others, CancellationToken cancellationToken)
    {
        // Three statements on purpose: what is read together with the lock may be older than the lock.
        var conversation = (await LockConversation(id.Value, memberId.Value).ToListAsync(cancellationToken)).SingleOrDefault();
        if (conversation is null) return null;

        if (others.Count == 0)
        {
            await LockMembers(id.Value).LoadAsync(cancellationToken);
        }
        else
        {
            // Nobody joins or leaves while the conversation is locked.
            var members = await Members.Where(member => member.ConversationId == id).Select(member => member.UserId).ToListAsync(cancellationToken);
            await LockUsersAsync([.. members, .. others], cancellationToken);
        }

        await Members.Where(member => member.ConversationId == id).LoadAsync(cancellationToken);
        return conversation;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<User>> LockUsersAsync(IReadOnlyCollection<UserId> ids, CancellationToken cancellationToken)
    {
        Guid[] ordered = [.. InLockOrder(ids.Select(id => id.Value).Distinct())];
        if (LockUsers(ordered) is { } together) return await together.ToListAsync(cancellationToken);

        var users = new List<User>();
        foreach (var id in ordered) users.AddRange(await LockUser(id).ToListAsync(cancellationToken));
        return users;
    }

    /// <summary>Waits for the lock of this name and holds it until the transaction ends. One for all processes on the database.</summary>
    internal abstract Task LockAsync(string name, CancellationToken cancellationToken);

    /// <summary>The database's own clock: leases of several nodes must be measured by one clock.</summary>
    internal abstract Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken);

    /// <summary>Settings that live in the database file and need to be made once. For SQLite the caller owns the file (<see cref="SqliteFileLock"/>).</summary>
    internal virtual Task PrepareFileAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A sentence about a database setting that makes the app slow; null when there is none.</summary>
    internal virtual Task<string?> FindWarningAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <summary>Whether opening failed because the server has no such database. Migrating makes it.</summary>
    internal virtual bool IsMissing(DbException exception) => false;

    /// <summary>The order in which the database compares ids: who locks in any other may end in a deadlock.</summary>
    internal virtual IEnumerable<Guid> InLockOrder(IEnumerable<Guid> ids) => ids.Order();

    /// <summary>Selects a conversation with a row lock, if this user is a member.</summary>
    protected abstract IQueryable<Conversation> LockConversation(Guid id, Guid memberId);

    /// <summary>Selects the users of a conversation's present members with row locks, in id order.</summary>
    protected abstract IQueryable<User> LockMembers(Guid conversationId);

    /// <summary>Selects one user with a row lock.</summary>
    protected abstract IQueryable<User> LockUser(Guid id);

    /// <summary>Selects users with row locks that are taken in the order of ids; null where one statement cannot promise the order.</summary>
    protected virtual IQueryable<User>? LockUsers(Guid[] ids) => null;

    /// <summary>Passes on what was committed, where the database has a way for it. Must not throw.</summary>
    protected virtual void TellOtherNodes(IReadOnlyList<IDomainEvent> events)
    {
    }

    /// <summary>Waits for the right to write, where the database allows only one writer.</summary>
    protected virtual ValueTask<IDisposable?> EnterWriteAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IDisposable?>(null);

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(MessagingDbContext).Assembly);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<UserId>().HaveConversion<UserIdConverter>();
        configurationBuilder.Properties<ConversationId>().HaveConversion<ConversationIdConverter>();
        configurationBuilder.Properties<MessageId>().HaveConversion<MessageIdConverter>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(20);
    }

    private async Task<T> RunOnceAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        // A second run after a transient fault must not see what the first one left behind.
        ChangeTracker.Clear();
        UnreservedRows.Clear();
        StoredEvents.Clear();
        EventsWithoutAggregate.Clear();
        using var turn = await EnterWriteAsync(cancellationToken);
        // A save that fails ends the whole transaction: a savepoint before each would be two round trips for nothing.
        Database.AutoSavepointsEnabled = false;
        try
        {
            await using var transaction = await Database.BeginTransactionAsync(cancellationToken);
            var result = await work(cancellationToken);
            await SaveChangesAsync(cancellationToken);
            // Not cancellable: a caller who hangs up now must not leave us guessing whether it is stored.
            await transaction.CommitAsync(CancellationToken.None);
            return result;
        }
        catch
        {
            foreach (var reservation in Reservations) reservation.Dropped();
            Reservations.Clear();
            throw;
        }
    }
}
