using Messaging.Domain.Common;
using Microsoft.Extensions.Options;

namespace Messaging.Infrastructure.Identity.Passwords;

/// <summary>
/// The one way to hash passwords. Hashing costs a tenth of a second of a processor on purpose, so at most half of the
/// processors do it, a short queue waits, and the rest is told to come back.
/// </summary>
internal sealed class PasswordGate(IOptions<AuthOptions> options, SignInMetrics metrics) : IDisposable
{
    private static readonly int Places = Math.Max(1, Environment.ProcessorCount / 2);
    private static readonly TimeSpan ComeBackAfter = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _places = new(Places);
    private int _inside;

    /// <summary>Waits for a place and hashes.</summary>
    /// <exception cref="RefusedException"><c>sign_in_busy</c> 503 when the queue is full.</exception>
    public async Task<T> HashAsync<T>(Func<T> hash, CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref _inside) > Places + options.Value.PasswordQueue)
            {
                metrics.Refused("busy");
                throw new RefusedException(Refusal.Unavailable, "sign_in_busy", "Too many people sign in at this moment. Try again in a few seconds.") { RetryAfter = ComeBackAfter };
            }

            await _places.WaitAsync(cancellationToken);
            try
            {
                return hash();
            }
            finally
            {
                _places.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _inside);
        }
    }

    public void Dispose() => _places.Dispose();
}
