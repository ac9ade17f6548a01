namespace Messaging.Infrastructure;

/// <summary>The app does not start, for a reason that the operator can fix. The message says what to set or do.</summary>
public sealed class StartRefusedException(string message, Exception? innerException = null) : Exception(message, innerException);
