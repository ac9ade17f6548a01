namespace Messaging.Broker.Protocol;

/// <summary>An event that a server publishes.</summary>
/// <param name="Name">The event's name.</param>
/// <param name="Data">Its payload.</param>
/// <param name="Channels">Distinct names of channels.</param>
/// <param name="ExcludeSocketId">The connection that does not get it, or null.</param>
public sealed record BrokerEvent(string Name, string Data, IReadOnlyList<string> Channels, string? ExcludeSocketId = null);

/// <summary>Why a call is refused.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Message">The fault, without secrets.</param>
public sealed record Fault(int Status, string Message);
