namespace Messaging.Infrastructure.Persistence.Moving;

/// <summary>The move cannot be done as asked; the message is one sentence that says what to do.</summary>
public sealed class MoveRefusedException(string sentence) : Exception(sentence);
