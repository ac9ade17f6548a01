namespace Messaging.Application.Outbox;

/// <summary>Wakes the dispatcher in this process. Only a hint: it looks by itself as well.</summary>
public interface IOutboxSignal
{
    /// <summary>A lane got rows.</summary>
    void Wake(int lane);

    /// <summary>Makes all lanes read the table: rows may have become due that nobody told of.</summary>
    void WakeAll();
}
