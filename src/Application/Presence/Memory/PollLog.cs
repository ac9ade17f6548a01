using Messaging.Domain.Common;

namespace Messaging.Application.Presence.Memory;

/// <summary>
/// Polls of this process, and what of them is not in the table yet. The first poll of a user is urgent,
/// because contacts wait to see it. The next ones are gathered, so that people who poll all day cost one
/// small transaction now and then.
/// </summary>
public sealed class PollLog(PresenceOptions options) : IDisposable
{
    // A poll that comes later than this after the written one must not wait to be gathered: the time
    // of the written one could run out.
    private readonly TimeSpan _regular = options.PollLifetime - TimeSpan.FromSeconds(options.PollFlushSeconds);
    private readonly Lock _gate = new();
    private readonly Dictionary<UserId, Entry> _entries = [];
    private readonly HashSet<UserId> _urgent = [];
    private readonly SemaphoreSlim _latch = new(0);

    /// <summary>Notes a poll that does not wait.</summary>
    public void Add(UserId user, DateTimeOffset at)
    {
        lock (_gate)
        {
            var entry = EntryOf(user);
            entry.AskedAt = at;
            Schedule(user, entry, at);
        }
    }

    /// <summary>Notes that a poll begins to wait. <see cref="End"/> must follow.</summary>
    public void Begin(UserId user, DateTimeOffset at)
    {
        lock (_gate)
        {
            var entry = EntryOf(user);
            entry.Waiting++;
            entry.WaitedAt = at;
            Schedule(user, entry, at);
        }
    }

    /// <summary>Notes that a waiting poll ended.</summary>
    /// <param name="user">The user.</param>
    /// <param name="at">When.</param>
    /// <param name="brokenOff">True when the client closed the connection instead of waiting for the answer.</param>
    public void End(UserId user, DateTimeOffset at, bool brokenOff)
    {
        lock (_gate)
        {
            var entry = EntryOf(user);
            entry.Waiting--;
            if (!brokenOff || entry.Waiting > 0) return;
            (entry.WaitedAt, entry.BrokenOffAt) = (null, at);
            Urge(user, entry);
        }
    }

    /// <summary>Makes what is known of a user urgent: the table says that they are offline.</summary>
    public void Urge(UserId user)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(user, out var entry) && entry.HasNews) Urge(user, entry);
        }
    }

    /// <summary>Waits for something urgent.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _latch.WaitAsync(cancellationToken);

    /// <summary>The unwritten note about a user; null for none.</summary>
    public PollNote? Find(UserId user, DateTimeOffset now)
    {
        lock (_gate) return _entries.TryGetValue(user, out var entry) && entry.HasNews ? entry.Note(now) : null;
    }

    /// <summary>Takes the notes out, to be written.</summary>
    /// <param name="all">Those that were gathered as well.</param>
    /// <param name="now">The time.</param>
    public IReadOnlyDictionary<UserId, PollNote> Take(bool all, DateTimeOffset now)
    {
        lock (_gate)
        {
            var users = all ? _entries.Where(entry => entry.Value.IsPending).Select(entry => entry.Key).Union(_urgent) : _urgent;
            var taken = users.ToDictionary(user => user, user => _entries[user].Take(now));
            _urgent.Clear();
            return taken;
        }
    }

    /// <summary>Takes back notes that could not be written.</summary>
    public void Return(IReadOnlyDictionary<UserId, PollNote> notes)
    {
        lock (_gate)
        {
            foreach (var (user, note) in notes) EntryOf(user).Return(note);
        }
    }

    /// <summary>Forgets users who no longer poll.</summary>
    public void Forget(DateTimeOffset now)
    {
        lock (_gate)
        {
            foreach (var (user, entry) in _entries)
            {
                if (!entry.HasNews && !(now - entry.WrittenAt < _regular) && !_urgent.Contains(user)) _entries.Remove(user);
            }
        }
    }

    public void Dispose() => _latch.Dispose();

    private Entry EntryOf(UserId user)
    {
        if (!_entries.TryGetValue(user, out var entry)) _entries[user] = entry = new Entry();
        return entry;
    }

    private void Schedule(UserId user, Entry entry, DateTimeOffset at)
    {
        if (!(at - entry.WrittenAt < _regular)) Urge(user, entry);
    }

    private void Urge(UserId user, Entry entry)
    {
        entry.WrittenAt = null;
        _urgent.Add(user);
        if (_latch.CurrentCount == 0) _latch.Release();
    }

    private sealed class Entry
    {
        public int Waiting { get; set; }

        public DateTimeOffset? AskedAt { get; set; }

        public DateTimeOffset? BrokenOffAt { get; set; }

        public DateTimeOffset? WaitedAt { get; set; }

        /// <summary>When notes were last taken to be written; null when the next one is urgent.</summary>
        public DateTimeOffset? WrittenAt { get; set; }

        public bool IsPending => AskedAt is not null || BrokenOffAt is not null || WaitedAt is not null;

        public bool HasNews => Waiting > 0 || IsPending;

        public PollNote Note(DateTimeOffset now) => new(AskedAt, BrokenOffAt, Waiting > 0 ? now : WaitedAt);

        /// <summary>Takes out what is to be written.</summary>
        public PollNote Take(DateTimeOffset now)
        {
            var note = Note(now);
            // After a poll that was broken off there is none: the next one is urgent, because the user has little time left.
            WrittenAt = note.WaitedAt > note.AskedAt ? note.WaitedAt : note.AskedAt ?? note.WaitedAt;
            (AskedAt, BrokenOffAt, WaitedAt) = (null, null, null);
            return note;
        }

        /// <summary>Takes back what could not be written, except what newer notes replace.</summary>
        public void Return(PollNote note)
        {
            AskedAt ??= note.AskedAt;
            if (BrokenOffAt is not null) return;
            if (WaitedAt is null) BrokenOffAt = note.BrokenOffAt;
            WaitedAt ??= note.WaitedAt;
        }
    }
}
