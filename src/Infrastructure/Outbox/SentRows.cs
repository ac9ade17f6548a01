using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.Infrastructure.Outbox;

/// <summary>
/// Rows whose events the push service has taken. They are deleted together, a moment later: one statement and one commit
/// for many. After a crash in between they are pushed again, which clients ignore by the number.
/// </summary>
internal sealed partial class SentRows(IServiceScopeFactory scopes, IOptions<OutboxOptions> options, TimeProvider time, ILogger<SentRows> logger) : IDisposable
{
    private readonly TimeSpan _delay = TimeSpan.FromMilliseconds(options.Value.DeleteDelayMilliseconds);
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _deleting = new(1);
    private readonly List<long> _ids = [];
    private bool _isDue;

    /// <summary>Notes rows for the next deletion.</summary>
    public void Add(IEnumerable<long> ids)
    {
        lock (_gate)
        {
            _ids.AddRange(ids);
            if (_isDue || _ids.Count == 0) return;
            _isDue = true;
        }

        _ = DeleteLaterAsync();
    }

    /// <summary>Deletes what was noted before the call. When it returns, a read of the table finds none of it.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _deleting.WaitAsync(cancellationToken);
        try
        {
            for (var left = Count; left > 0;)
            {
                var ids = Take(Math.Min(left, options.Value.DeleteRows));
                left -= ids.Count;
                try
                {
                    await using var scope = scopes.CreateAsyncScope();
                    await scope.ServiceProvider.GetRequiredService<OutboxStore>().DeleteAsync(ids, cancellationToken);
                }
                catch
                {
                    // Still to be deleted: in the table these rows look as if they were not pushed.
                    lock (_gate) _ids.AddRange(ids);
                    throw;
                }
            }
        }
        finally
        {
            _deleting.Release();
        }
    }

    public void Dispose() => _deleting.Dispose();

    private async Task DeleteLaterAsync()
    {
        try
        {
            await Task.Delay(_delay, time);
            lock (_gate) _isDue = false;
            await FlushAsync(CancellationToken.None);
        }
        catch (ObjectDisposedException)
        {
            // The app has stopped, and the dispatcher has deleted the rows before it did.
        }
        catch (Exception exception)
        {
            LogFailed(exception);
        }
    }

    private int Count
    {
        get
        {
            lock (_gate) return _ids.Count;
        }
    }

    private List<long> Take(int most)
    {
        lock (_gate)
        {
            var taken = _ids.GetRange(0, most);
            _ids.RemoveRange(0, most);
            return taken;
        }
    }

    [LoggerMessage(14, LogLevel.Warning, "Pushed outbox rows could not be deleted; the next deletion includes them")]
    private partial void LogFailed(Exception exception);
}
