namespace Messaging.Broker;

/// <summary>
/// The app that the broker serves: its credentials, and the rules of its own channels. Unlike
/// <see cref="BrokerOptions"/> it is set in code, because it is part of the app and no setting of an operator.
/// </summary>
public sealed class PusherApp
{
    /// <summary>The id in the address of the HTTP API.</summary>
    public string AppId { get; set; } = "";

    /// <summary>Public: clients connect with it.</summary>
    public string Key { get; set; } = "";

    /// <summary>Signs calls of the HTTP API, subscriptions, sign-ins and webhooks. Never logged, never sent.</summary>
    public string Secret { get; set; } = "";

    /// <summary>Prefixes of channels in which the server alone publishes: client events are refused there even when they are enabled.</summary>
    public ICollection<string> ServerOnlyPrefixes { get; } = [];

    /// <summary>
    /// Prefixes of presence channels whose subscribers see only themselves as members. Webhooks and the HTTP API, which
    /// are for the app's server, show all members.
    /// </summary>
    public ICollection<string> HiddenMemberPrefixes { get; } = [];

    internal bool IsServerOnly(string channel) => StartsWithAny(channel, ServerOnlyPrefixes);

    internal bool HidesMembers(string channel) => StartsWithAny(channel, HiddenMemberPrefixes);

    private static bool StartsWithAny(string channel, ICollection<string> prefixes) =>
        prefixes.Any(prefix => channel.StartsWith(prefix, StringComparison.Ordinal));
}
