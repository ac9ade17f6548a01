using Xunit;

namespace Messaging.Integration.Support;

/// <summary>The one way in which tests wait: ask again until it is so, or fail at the deadline. Never a fixed sleep.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static Task HoldsAsync(string expectation, Func<bool> condition, TimeSpan? within = null) =>
        HoldsAsync(expectation, () => Task.FromResult(condition()), within);

    public static async Task HoldsAsync(string expectation, Func<Task<bool>> condition, TimeSpan? within = null)
    {
        var limit = within ?? Patience;
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > limit)
                Assert.Fail($"Not within {limit.TotalSeconds:0.#} s: {expectation}");
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }
}
