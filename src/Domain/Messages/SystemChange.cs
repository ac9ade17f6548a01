using Messaging.Domain.Common;

namespace Messaging.Domain.Messages;

/// <summary>What a system message tells, for clients to put into their user's words.</summary>
/// <param name="Type">What happened.</param>
/// <param name="UserIds">To whom: who was added, removed, left or got another role.</param>
/// <param name="Title">The new title, for <c>renamed</c> and <c>created</c>.</param>
public sealed record SystemChange(SystemChangeType Type, IReadOnlyList<UserId> UserIds, string? Title = null);

/// <summary>The kinds of change to a group.</summary>
public enum SystemChangeType
{
    Created,
    Renamed,
    MembersAdded,
    MemberRemoved,
    MemberLeft,
    OwnerChanged,
}
