using Hangfire.Server;

namespace Messaging.Infrastructure.Jobs;

/// <summary>Asynchronous work that Hangfire hosts and supervises for as long as its server runs.</summary>
internal abstract class AsyncProcess : IBackgroundProcess
{
    /// <summary>Runs on a thread that Hangfire gives it, until the server stops.</summary>
    public void Execute(BackgroundProcessContext context)
    {
        // Hangfire's interface is synchronous and the thread is ours: it waits here, the work is async.
        using var finished = new ManualResetEvent(initialState: false);
        _ = Task.Run(async () =>
        {
            try
            {
                await RunAsync(context.StoppingToken);
            }
            finally
            {
                finished.Set();
            }
        });
        finished.WaitOne();
    }

    /// <summary>Works until it is time to stop. Nothing may escape: Hangfire restarts it, but only after a pause that grows to minutes.</summary>
    protected abstract Task RunAsync(CancellationToken stopping);
}
