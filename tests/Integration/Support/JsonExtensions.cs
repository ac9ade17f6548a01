using System.Text.Json;

namespace Messaging.Integration.Support;

/// <summary>Short ways to look into answers.</summary>
internal static class JsonExtensions
{
    public static string String(this JsonElement json, string property) => json.GetProperty(property).GetString()!;

    public static long Number(this JsonElement json, string property) => json.GetProperty(property).GetInt64();

    public static bool Flag(this JsonElement json, string property) => json.GetProperty(property).GetBoolean();

    public static bool IsNull(this JsonElement json, string property) => json.GetProperty(property).ValueKind == JsonValueKind.Null;

    public static IReadOnlyList<long> Sequences(this IEnumerable<JsonElement> messages) => [.. messages.Select(message => message.Number("sequence"))];

    public static string[] Ids(this IEnumerable<JsonElement> items) => [.. items.Select(item => item.String("id"))];
}
