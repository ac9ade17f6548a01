namespace Messaging.Integration.Support;

/// <summary>A way in which <see cref="FakeChannels"/> fails.</summary>
internal abstract record FakeFault
{
    /// <summary>Takes the request and breaks the connection without an answer; nothing is accepted.</summary>
    internal sealed record Reset : FakeFault;

    /// <summary>Accepts and records the events, then breaks the connection: the caller cannot know.</summary>
    internal sealed record AcceptThenReset : FakeFault;

    /// <summary>Takes the request and says nothing until the fake is healed or the caller leaves.</summary>
    internal sealed record Hang : FakeFault;

    /// <summary>Answers this, whatever was asked.</summary>
    internal sealed record Answer(int Status, string Body = "", string? RetryAfter = null, string? Location = null) : FakeFault;
}
