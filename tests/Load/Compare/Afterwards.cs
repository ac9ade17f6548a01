using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Messaging.Load.Compare;

/// <summary>The requests of a receiver's client for each message: it marks the message as read, and one time in ten it syncs.</summary>
internal sealed class Afterwards
{
    private const int MessagesPerSync = 10;
    private readonly ConcurrentDictionary<string, string> _cursors = new();
    private int _count;

    public async Task RunAsync(HttpClient http, Pair pair, long sequence)
    {
        using var read = Request(HttpMethod.Put, $"/api/v1/conversations/{pair.Conversation}/read", pair);
        read.Content = JsonContent.Create(new { sequence });
        using var answer = await http.SendAsync(read);
        answer.EnsureSuccessStatusCode();
        if (Interlocked.Increment(ref _count) % MessagesPerSync == 0) await SyncAsync(http, pair);
    }

    private async Task SyncAsync(HttpClient http, Pair pair)
    {
        using var request = Request(HttpMethod.Get, $"/api/v1/sync?conversationId={pair.Conversation}{_cursors.GetValueOrDefault(pair.Conversation)}", pair);
        using var answer = await http.SendAsync(request);
        if (answer.StatusCode == System.Net.HttpStatusCode.NotModified) return;
        var page = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
        _cursors[pair.Conversation] =
            $"&cursor={Uri.EscapeDataString(page.GetProperty("cursor").GetString()!)}&conversationCursor={Uri.EscapeDataString(page.GetProperty("conversation").GetProperty("cursor").GetString()!)}";
    }

    private static HttpRequestMessage Request(HttpMethod method, string address, Pair pair) =>
        new(method, new Uri(address, UriKind.Relative)) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", pair.ReceiverToken) } };
}
