using System.Text.Json.Serialization;
using Messaging.Broker.Core;
using Messaging.Broker.Protocol;

namespace Messaging.Broker.Http;

internal sealed record EventsAnswer(
    [property: JsonPropertyName("channels"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    IReadOnlyDictionary<string, ChannelAnswer>? Channels = null);

internal sealed record BatchAnswer(
    [property: JsonPropertyName("batch"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    IReadOnlyList<ChannelAnswer>? Batch = null);

internal sealed record UsersAnswer([property: JsonPropertyName("users")] IReadOnlyList<UserAnswer> Users);

internal sealed record UserAnswer([property: JsonPropertyName("id")] string Id);

/// <summary>A channel with those attributes that were asked for.</summary>
internal sealed record ChannelAnswer
{
    private static readonly ChannelsLimits AnyLength = new() { ChannelNameLength = int.MaxValue, UserIdLength = int.MaxValue };

    [JsonPropertyName("occupied"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Occupied { get; init; }

    [JsonPropertyName("user_count"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? UserCount { get; init; }

    [JsonPropertyName("subscription_count"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? SubscriptionCount { get; init; }

    /// <summary>Left out unless asked for, and null when there is nothing in the cache.</summary>
    [JsonExtensionData]
    public Dictionary<string, object?>? Cache { get; init; }

    public static ChannelAnswer Of(ChannelState state, ChannelInfo? info, bool withOccupied = false)
    {
        var name = ChannelName.Parse(state.Name, AnyLength);
        return new()
        {
            Occupied = withOccupied ? state.SubscriptionCount > 0 : null,
            UserCount = info?.HasFlag(ChannelInfo.UserCount) == true && name is { IsPresence: true } ? state.UserIds.Count : null,
            SubscriptionCount = info?.HasFlag(ChannelInfo.SubscriptionCount) == true ? state.SubscriptionCount : null,
            Cache = info?.HasFlag(ChannelInfo.Cache) == true && name is { IsCache: true }
                ? new() { ["cache"] = state.CachedData is null ? null : new CacheAnswer(state.CachedData, state.CachedForSeconds) }
                : null,
        };
    }
}

internal sealed record CacheAnswer([property: JsonPropertyName("data")] string Data, [property: JsonPropertyName("ttl")] int Ttl);
