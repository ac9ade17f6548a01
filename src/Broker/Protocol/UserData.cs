using System.Text;
using System.Text.Json;

namespace Messaging.Broker.Protocol;

/// <summary>A user as the app's server vouched for it in signed JSON.</summary>
/// <param name="Id">The user's id, a string even where it was sent as a number.</param>
/// <param name="InfoJson">The part that other members see, as JSON text, or null.</param>
/// <param name="Watchlist">Users whose coming and going this one wants to know.</param>
internal sealed record UserData(string Id, string? InfoJson, IReadOnlyList<string> Watchlist)
{
    /// <summary>Reads the <c>channel_data</c> of a presence channel.</summary>
    public static UserData? ParseMember(string json, BrokerOptions options, out string error) =>
        Parse(json, "user_id", options, out error);

    /// <summary>Reads the <c>user_data</c> of a sign-in, whose id is stricter than a member's.</summary>
    public static UserData? ParseSignIn(string json, BrokerOptions options, out string error)
    {
        var user = Parse(json, "id", options, out error);
        if (user is null || ProtocolIds.IsUserId(user.Id, options.Limits())) return user;
        error = "The user id has characters that are not allowed";
        return null;
    }

    private static UserData? Parse(string json, string idProperty, BrokerOptions options, out string error)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Read(document.RootElement, idProperty, options, out error);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            error = "The user's data is not valid JSON";
            return null;
        }
    }

    private static UserData? Read(JsonElement root, string idProperty, BrokerOptions options, out string error)
    {
        error = "";
        var id = root.ValueKind == JsonValueKind.Object && root.TryGetProperty(idProperty, out var value)
            ? value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number => value.GetRawText(),
                _ => null,
            }
            : null;
        if (string.IsNullOrEmpty(id))
            error = $"The user's data has no {idProperty}";
        else if (id.Length > options.MaxUserIdLength)
            error = $"The user id is longer than {options.MaxUserIdLength} characters";
        if (error.Length > 0) return null;

        var info = root.TryGetProperty("user_info", out var userInfo) && userInfo.ValueKind != JsonValueKind.Null
            ? userInfo.GetRawText()
            : null;
        if (info is not null && Encoding.UTF8.GetByteCount(info) > options.MaxUserInfoBytes)
        {
            error = $"The user info is larger than {options.MaxUserInfoBytes} bytes";
            return null;
        }

        var watchlist = root.TryGetProperty("watchlist", out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!).Distinct().ToArray()
            : [];
        return new(id!, info, watchlist);
    }
}
