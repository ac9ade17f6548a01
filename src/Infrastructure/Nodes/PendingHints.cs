using System.Threading.Channels;
using Messaging.Infrastructure.Outbox;

namespace Messaging.Infrastructure.Nodes;

/// <summary>Hints that wait to be sent, each once: what comes while a call is on its way goes with the next one.</summary>
internal sealed class PendingHints
{
    /// <summary>Above this it is cheaper to say “look at everything”; and it bounds the memory while there is no connection.</summary>
    private const int MostIds = 5_000;

    private readonly Lock _gate = new();
    private readonly Channel<bool> _some = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private HashSet<Guid> _ids = [];
    private int _lanes;
    private bool _isAboutAll;

    public void Add(IEnumerable<int> lanes, IEnumerable<Guid> ids)
    {
        lock (_gate)
        {
            foreach (var lane in lanes) _lanes |= 1 << lane;
            if (!_isAboutAll) _ids.UnionWith(ids);
            if (_ids.Count > MostIds) BecomeAboutAll();
            _some.Writer.TryWrite(true);
        }
    }

    /// <summary>Replaces everything by “look at everything”: for when nobody knows what arrived.</summary>
    public void AddAll()
    {
        lock (_gate)
        {
            _lanes = (1 << LaneLease.Lanes) - 1;
            BecomeAboutAll();
            _some.Writer.TryWrite(true);
        }
    }

    /// <summary>Completes when something was added since the last time.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _some.Reader.ReadAsync(cancellationToken);

    public (int Lanes, bool IsAboutAll, IReadOnlyCollection<Guid> Ids) Take()
    {
        lock (_gate)
        {
            var taken = (_lanes, _isAboutAll, _ids);
            (_lanes, _isAboutAll, _ids) = (0, false, []);
            return taken;
        }
    }

    private void BecomeAboutAll() => (_isAboutAll, _ids) = (true, []);
}
