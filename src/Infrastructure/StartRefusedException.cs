namespace Messaging.Infrastructure;

/// <summary>The app does not start, for a reason that whoever runs it can mend. The message says what to set or do.</summary>
public sealed class StartRefusedException(string message, Exception? innerException = null) : Exception(message, innerException);
