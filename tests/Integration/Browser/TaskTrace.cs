using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;
using Xunit;

namespace Messaging.Integration.Browser;

/// <summary>
/// How long the main threads of the pages work at a stretch, in processor time: what else the machine does makes no task
/// longer, as it would with the browser's own observer of long tasks.
/// </summary>
internal sealed class TaskTrace : IAsyncDisposable
{
    private readonly ICDPSession _session;
    private readonly ConcurrentQueue<JsonElement> _events = new();
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TaskTrace(ICDPSession session)
    {
        _session = session;
        session.Event("Tracing.dataCollected").OnEvent += (_, data) =>
        {
            foreach (var item in data!.Value.GetProperty("value").EnumerateArray()) _events.Enqueue(item.Clone());
        };
        session.Event("Tracing.tracingComplete").OnEvent += (_, _) => _complete.TrySetResult();
    }

    public static async Task<TaskTrace> StartAsync(IBrowser browser)
    {
        var trace = new TaskTrace(await browser.NewBrowserCDPSessionAsync());
        await trace._session.SendAsync("Tracing.start", new() { ["categories"] = "disabled-by-default-devtools.timeline", ["transferMode"] = "ReportEvents" });
        return trace;
    }

    /// <summary>The longest task since the start, on the main thread of any page.</summary>
    public async Task<TimeSpan> LongestAsync()
    {
        await _session.SendAsync("Tracing.end");
        await _complete.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        var mainThreads = _events.Where(item => NameOf(item) == "thread_name" && item.GetProperty("args").GetProperty("name").GetString() == "CrRendererMain")
            .Select(ThreadOf).ToHashSet();
        var tasks = _events.Where(item => NameOf(item) == "RunTask" && mainThreads.Contains(ThreadOf(item)) && item.TryGetProperty("tdur", out _)).ToList();
        Assert.NotEmpty(tasks);
        return TimeSpan.FromMicroseconds(tasks.Max(task => task.GetProperty("tdur").GetInt64()));
    }

    public async ValueTask DisposeAsync() => await _session.DetachAsync();

    private static string NameOf(JsonElement item) => item.GetProperty("name").GetString()!;

    private static (int Process, int Thread) ThreadOf(JsonElement item) => (item.GetProperty("pid").GetInt32(), item.GetProperty("tid").GetInt32());
}
