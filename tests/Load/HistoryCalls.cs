using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Messaging.Load.Compare;

namespace Messaging.Load;

/// <summary>The calls whose time must not depend on how much is stored, one after the other.</summary>
internal sealed class HistoryCalls(Uri address, IReadOnlyList<Pair> pairs) : IDisposable
{
    public static readonly string[] Names = ["send", "newest page", "page in the middle", "list", "sync"];

    private readonly HttpClient _http = new() { BaseAddress = address };

    /// <returns>The latencies of each call, in the order of <see cref="Names"/>.</returns>
    public async Task<Latencies[]> RunAsync(int rounds, CancellationToken cancellationToken)
    {
        var latencies = Names.Select(_ => new Latencies()).ToArray();
        for (var i = 0; i < rounds; i++)
        {
            var pair = pairs[i % pairs.Count];
            var messages = $"/api/v1/conversations/{pair.Conversation}/messages";
            var list = await CallAsync(HttpMethod.Get, "/api/v1/conversations", pair, latencies[3], cancellationToken);
            var newest = await CallAsync(HttpMethod.Get, messages, pair, latencies[1], cancellationToken);
            var sent = await CallAsync(HttpMethod.Post, messages, pair, latencies[0], cancellationToken);
            var middle = Math.Max(1, sent.GetProperty("sequence").GetInt64() / 2);
            await CallAsync(HttpMethod.Get, $"{messages}?before={middle}", pair, latencies[2], cancellationToken);
            // The change since the two pages: the message that was just sent.
            var cursor = Uri.EscapeDataString(list.GetProperty("syncCursor").GetString()!);
            var conversationCursor = Uri.EscapeDataString(newest.GetProperty("syncCursor").GetString()!);
            await CallAsync(
                HttpMethod.Get, $"/api/v1/sync?cursor={cursor}&conversationId={pair.Conversation}&conversationCursor={conversationCursor}", pair, latencies[4], cancellationToken);
        }

        return latencies;
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonElement> CallAsync(HttpMethod method, string path, Pair pair, Latencies latencies, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", pair.SenderToken);
        if (method == HttpMethod.Post) request.Content = JsonContent.Create(new { id = Guid.CreateVersion7(), body = Generator.Body });
        var start = Stopwatch.GetTimestamp();
        using var answer = await _http.SendAsync(request, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        latencies.Add(Stopwatch.GetElapsedTime(start));
        return answer.IsSuccessStatusCode ? JsonElement.Parse(text) : throw new InvalidOperationException($"{method} {path}: {(int)answer.StatusCode} {text}");
    }
}
