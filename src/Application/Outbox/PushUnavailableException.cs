namespace Messaging.Application.Outbox;

/// <summary>
/// Thrown by a consumer that needs the push service and cannot reach it. Not the row's fault: it is
/// tried again without end, and never parked.
/// </summary>
public sealed class PushUnavailableException(string message) : Exception(message);
