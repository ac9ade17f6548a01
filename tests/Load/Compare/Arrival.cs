using System.Text.Json;

namespace Messaging.Load.Compare;

/// <summary>A message as it came to a subscriber.</summary>
internal sealed record Arrival(Guid Id, Guid Conversation, long Sequence)
{
    public static Arrival Of(JsonElement message) =>
        new(message.GetProperty("id").GetGuid(), message.GetProperty("conversationId").GetGuid(), message.GetProperty("sequence").GetInt64());
}
