using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Messaging.Load.Compare;

/// <summary>Sends messages to a server and notes them in a journal: at fixed times, or with a fixed number of senders.</summary>
/// <param name="address">The server.</param>
/// <param name="pairs">The conversations, used in turn.</param>
/// <param name="journal">What is sent, answered and refused goes here.</param>
/// <param name="afterwards">What is done for each message once it is answered, with its pair and its sequence; null when nothing is.</param>
internal sealed class Generator(Uri address, IReadOnlyList<Pair> pairs, Journal journal, Func<HttpClient, Pair, long, Task>? afterwards = null) : IDisposable
{
    /// <summary>Requests beyond these wait here, which counts as latency.</summary>
    private const int Connections = 256;

    /// <summary>A server that has more than this many seconds of the rate open cannot keep it.</summary>
    private const int SecondsBehind = 2;

    /// <summary>200 characters.</summary>
    public static readonly string Body = string.Concat(Enumerable.Repeat("Are you coming to lunch? ", 8));

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, MaxConnectionsPerServer = Connections })
    {
        BaseAddress = address,
        Timeout = TimeSpan.FromMinutes(1),
    };

    private int _next;
    private int _open;

    /// <summary>Open loop: keeps to its timetable and does not wait for answers.</summary>
    /// <returns>Whether the server has kept up.</returns>
    public async Task<bool> SendAtRateAsync(int perSecond, TimeSpan time, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var sending = new List<Task>();
        var count = (int)(perSecond * time.TotalSeconds);
        while (sending.Count < count && _open <= SecondsBehind * perSecond)
        {
            var at = start + (long)((double)sending.Count / perSecond * Stopwatch.Frequency);
            while (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), at) is { Ticks: > 0 } wait)
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), cancellationToken);
            sending.Add(SendAsync(NextPair(), at, cancellationToken));
        }

        await Task.WhenAll(sending);
        return sending.Count == count;
    }

    /// <summary>Closed loop: each sender sends the next message when the one before is answered.</summary>
    public Task SendWithAsync(int senders, TimeSpan time, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        return Task.WhenAll(Enumerable.Range(0, senders).Select(async sender =>
        {
            var pair = pairs[sender % pairs.Count];
            while (watch.Elapsed < time) await SendAsync(pair, Stopwatch.GetTimestamp(), cancellationToken);
        }));
    }

    public void Dispose() => _http.Dispose();

    private Pair NextPair() => pairs[_next++ % pairs.Count];

    private async Task SendAsync(Pair pair, long at, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7();
        journal.Intend(id, at);
        Interlocked.Increment(ref _open);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/api/v1/conversations/{pair.Conversation}/messages", UriKind.Relative));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", pair.SenderToken);
            request.Content = JsonContent.Create(new { id, body = Body });
            using var answer = await _http.SendAsync(request, cancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                journal.Refuse(id);
                return;
            }

            journal.Answer(id);
            if (afterwards is null) return;
            var sequence = (await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("sequence").GetInt64();
            await afterwards(_http, pair, sequence);
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            journal.Refuse(id);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }
}
