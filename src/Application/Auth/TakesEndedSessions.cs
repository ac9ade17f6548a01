namespace Messaging.Application.Auth;

/// <summary>Marks an endpoint that also takes the token of a session that has ended, such as a log-out that is repeated.</summary>
public sealed class TakesEndedSessions;
