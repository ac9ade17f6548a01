using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Messaging.Application.Common;

namespace Messaging.Application.Conversations;

/// <summary>
/// Identifies a list of members with their names, pictures and roles. It is computed from the list itself, so that
/// every answer and every node gives the same list the same tag.
/// </summary>
internal static class MembersTag
{
    /// <summary>Enough that two lists of one conversation never share a tag.</summary>
    private const int Bytes = 12;

    /// <summary>Read cursors do not count: in a group each member sees only the own one.</summary>
    public static string Of(IReadOnlyList<MemberView> members) => Base64Url.EncodeToString(
        SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(members.Select(member => member with { LastReadSequence = null }), MessagingJson.Options)).AsSpan(0, Bytes));
}
