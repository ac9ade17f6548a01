using System.Collections.Concurrent;
using Messaging.Application.Common;
using Messaging.Domain.Auth.Events;
using Messaging.Domain.Common;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Application.Auth;

/// <summary>
/// Says whether a session still gives rights: it has not ended, its user exists, and the account is not locked. Keeps the
/// answers in memory, so that a request costs no query. An end in this process is known at once; what other nodes or the
/// database's own tools change is known when the memory runs out, or a hint comes.
/// </summary>
/// <remarks>For a user of an outside issuer, who has no session here, the session id is the empty id.</remarks>
public sealed class LiveSessions
{
    /// <summary>How long an answer of the database is believed: with the query itself, less than the 2 s that are promised.</summary>
    internal static readonly TimeSpan Memory = TimeSpan.FromMilliseconds(1_500);

    /// <summary>How long after its last use a session is still looked at together with others.</summary>
    private static readonly TimeSpan Attention = TimeSpan.FromSeconds(30);

    // By session, or by user for those who have no session here.
    private readonly ConcurrentDictionary<Guid, Known> _known = new();
    private readonly ConcurrentDictionary<SessionWatch, bool> _watches = new();
    private readonly IServiceScopeFactory _scopes;
    private readonly TimeProvider _time;

    public LiveSessions(IServiceScopeFactory scopes, CommitFeed commits, TimeProvider time)
    {
        (_scopes, _time) = (scopes, time);
        commits.Subscribe(events =>
        {
            foreach (var ended in events.OfType<SessionsEnded>()) End(ended);
        });
    }

    /// <summary>The users and sessions of the requests that wait.</summary>
    internal IReadOnlyList<(UserId User, Guid Session)> Watched => [.. _watches.Keys.Select(watch => (watch.User, watch.Session)).Distinct()];

    /// <summary>Answers from memory where it can. An end is seen at once on the node that made it, and within 2 s on the others.</summary>
    public async ValueTask<bool> IsLiveAsync(UserId user, Guid session, CancellationToken cancellationToken)
    {
        var key = KeyOf(user, session);
        if (_known.TryGetValue(key, out var known) && _time.GetElapsedTime(known.AskedAt) < Memory && known.Use(_time.GetTimestamp()))
            return known.Answer.IsCompletedSuccessfully ? await known.Answer : await known.Answer.WaitAsync(cancellationToken);

        // Kept before it is asked: an end that is committed from now on takes the entry away.
        var asked = new Known(user, session, _time.GetTimestamp(), _time.GetTimestamp(), new Lazy<Task<bool>>(() => AskApartAsync(user, session)));
        _known[key] = asked;
        try
        {
            return await asked.Answer.WaitAsync(cancellationToken);
        }
        catch (Exception) when (asked.Answer.IsFaulted)
        {
            _known.TryRemove(new(key, asked));
            throw;
        }
    }

    /// <summary>Asks the database. For what outlives the request, such as a signed channel.</summary>
    public async Task<bool> IsLiveNowAsync(UserId user, Guid session, CancellationToken cancellationToken)
    {
        await using var scope = _scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IAccounts>().IsLiveAsync(user, session, cancellationToken);
    }

    /// <summary>Watches a session for a request that waits. Dispose it when the request ends.</summary>
    public SessionWatch Watch(UserId user, Guid session)
    {
        var watch = new SessionWatch(user, session, gone => _watches.TryRemove(gone, out _));
        _watches[watch] = true;
        return watch;
    }

    /// <summary>Asks the database next time. For ids that another node says something about.</summary>
    internal void Forget(Guid id) => _known.TryRemove(id, out _);

    internal void ForgetAll() => _known.Clear();

    /// <summary>The sessions that were used a short time ago. They are looked at together, so that a busy session costs no query of its own.</summary>
    internal IReadOnlyList<(UserId User, Guid Session)> Recent =>
        [.. _known.Values.Where(known => _time.GetElapsedTime(known.UsedAt) < Attention).Select(known => (known.User, known.Session))];

    /// <summary>Believes an answer for longer, because the database gave it again.</summary>
    /// <param name="live">The sessions that are live.</param>
    /// <param name="askedAt">The timestamp before the question. An end that was committed since then has taken the entry away.</param>
    internal void Confirm(IEnumerable<(UserId User, Guid Session)> live, long askedAt)
    {
        foreach (var (user, session) in live)
        {
            var key = KeyOf(user, session);
            if (_known.TryGetValue(key, out var known) && known.AskedAt < askedAt && known.Answer is { IsCompletedSuccessfully: true })
                _known.TryUpdate(key, known with { AskedAt = askedAt }, known);
        }
    }

    /// <summary>Takes what is too old to be believed out of the memory.</summary>
    internal void ForgetOld()
    {
        foreach (var entry in _known)
        {
            if (_time.GetElapsedTime(entry.Value.AskedAt) >= Memory) _known.TryRemove(entry);
        }
    }

    /// <summary>Ends the requests that wait with this session.</summary>
    internal void EndWatches(UserId user, Guid session)
    {
        _known.TryRemove(KeyOf(user, session), out _);
        foreach (var watch in _watches.Keys.Where(watch => watch.User == user && watch.Session == session)) watch.End();
    }

    private static Guid KeyOf(UserId user, Guid session) => session == Guid.Empty ? user.Value : session;

    private void End(SessionsEnded ended)
    {
        foreach (var session in ended.SessionIds.Append(Guid.Empty)) EndWatches(ended.UserId, session);
    }

    /// <summary>Several requests wait for the answer, so it belongs to none of them.</summary>
    private Task<bool> AskApartAsync(UserId user, Guid session)
    {
        using (ExecutionContext.SuppressFlow()) return Task.Run(() => IsLiveNowAsync(user, session, CancellationToken.None));
    }

    private sealed record Known(UserId User, Guid Session, long AskedAt, long FirstUsedAt, Lazy<Task<bool>> Asking)
    {
        private long _usedAt = FirstUsedAt;

        public Task<bool> Answer => Asking.Value;

        public long UsedAt => Volatile.Read(ref _usedAt);

        public bool Use(long at)
        {
            Volatile.Write(ref _usedAt, at);
            return true;
        }
    }
}
