using Messaging.Domain.Common;

namespace Messaging.Application.Auth;

/// <summary>Watches the session of one request that waits.</summary>
public sealed class SessionWatch : IDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private readonly Action<SessionWatch> _unregister;

    internal SessionWatch(UserId user, Guid session, Action<SessionWatch> unregister) => (User, Session, _unregister) = (user, session, unregister);

    /// <summary>Is cancelled within 2 s after the session has ended.</summary>
    public CancellationToken Ended => _ended.Token;

    internal UserId User { get; }

    internal Guid Session { get; }

    // The source is left to the garbage collector: it has no timer, and an end may come at the same moment.
    public void Dispose() => _unregister(this);

    // Not on the thread that commits: whatever waits goes on by itself.
    internal void End() => _ = _ended.CancelAsync();
}
