using Messaging.Application.Common;
using Messaging.Domain.Common;

namespace Messaging.Application.Conversations;

/// <summary>Commits changes of conversations in groups, in one queue for each committer.</summary>
public sealed class ConversationChanges
{
    /// <summary>The most changes in one transaction. More makes it no cheaper, and its locks longer.</summary>
    public const int LargestGroup = 64;

    /// <summary>The most changes that wait for a committer: some seconds of work.</summary>
    private const int MostWaiting = 4_096;

    private readonly GroupCommit<ConversationChange, object>[] _committers;

    public ConversationChanges(IConversationTransactions transactions) => _committers =
    [
        .. Enumerable.Range(0, transactions.Committers).Select(committer =>
            new GroupCommit<ConversationChange, object>(
                group => transactions.CommitAsync(committer, group), transactions.ConcernsAll, LargestGroup, MostWaiting)),
    ];

    /// <summary>Makes a change and commits it.</summary>
    /// <returns>The result of <see cref="ConversationChange.Apply"/>.</returns>
    /// <exception cref="RefusedException">The rules do not allow it, or too much waits.</exception>
    public async Task<TResult> CommitAsync<TResult>(ConversationChange change)
        where TResult : notnull =>
        // A conversation always has the same committer: two would only wait for each other's lock.
        (TResult)await _committers[(uint)change.ConversationId.GetHashCode() % _committers.Length].AddAsync(change);
}

/// <summary>The transactions of groups, on the database of the installation.</summary>
public interface IConversationTransactions
{
    /// <summary>How many groups may be committed at the same time.</summary>
    int Committers { get; }

    /// <summary>True for a fault of the database itself: then it would meet the other changes as well.</summary>
    bool ConcernsAll(Exception exception);

    /// <summary>Locks the conversations of a group, applies its changes, stores them and commits, in three round trips.</summary>
    /// <param name="committer">From 0 to <see cref="Committers"/> - 1; one call at a time for each.</param>
    /// <param name="group">The changes, in the order in which they are to be applied.</param>
    /// <returns>An outcome for each change.</returns>
    Task<IReadOnlyList<Outcome<object>>> CommitAsync(int committer, IReadOnlyList<ConversationChange> group);
}
