using System.Text.Json.Serialization;
using Messaging.Domain.Common;

namespace Messaging.Domain.Messages;

/// <summary>The content of a system message, which clients put into words in their user's language.</summary>
/// <param name="Type">The kind of change.</param>
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

    /// <summary>A member became an owner, or an owner a member. Clients and the database know it by its first name.</summary>
    [JsonStringEnumMemberName("ownerChanged")]
    RoleChanged,
}
