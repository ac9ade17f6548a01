using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Messaging.Load;

/// <summary>A registered user, and what users ask of the API.</summary>
internal sealed class LoadUser : IDisposable
{
    private static int _count;

    private readonly HttpClient _http;

    private LoadUser(HttpClient http, JsonElement session)
    {
        (_http, Session) = (http, session);
        Id = session.GetProperty("user").GetProperty("id").GetString()!;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.GetProperty("accessToken").GetString());
    }

    public string Id { get; }

    public string AccessToken => Session.GetProperty("accessToken").GetString()!;

    /// <summary>The answer to the registration, as the web client keeps it.</summary>
    public JsonElement Session { get; }

    public static async Task<LoadUser> RegisterAsync(Uri address)
    {
        // A handler of its own, as every browser has its own connections.
        var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };
        using var answer = await http.PostAsJsonAsync("/api/v1/auth/register", new { userName = $"load{Interlocked.Increment(ref _count)}", password = "load-test-password" });
        return new LoadUser(http, await ReadAsync(answer));
    }

    public async Task<string> OpenConversationAsync(LoadUser other)
    {
        using var answer = await _http.PostAsJsonAsync("/api/v1/conversations", new { kind = "direct", userId = other.Id });
        return (await ReadAsync(answer)).GetProperty("id").GetString()!;
    }

    /// <param name="address">Where the app is now.</param>
    /// <param name="userId">The other one.</param>
    public async Task OpenConversationAsync(Uri address, string userId)
    {
        using var answer = await _http.PostAsJsonAsync(new Uri(address, "/api/v1/conversations"), new { kind = "direct", userId });
        await ReadAsync(answer);
    }

    /// <param name="title">The name of the group.</param>
    /// <param name="members">The ids of the other members.</param>
    public async Task<string> OpenGroupAsync(string title, IReadOnlyList<string> members)
    {
        using var answer = await _http.PostAsJsonAsync("/api/v1/conversations", new { kind = "group", title, memberIds = members });
        return (await ReadAsync(answer)).GetProperty("id").GetString()!;
    }

    public async Task SendAsync(string conversation, Guid id, string body)
    {
        using var answer = await _http.PostAsJsonAsync($"/api/v1/conversations/{conversation}/messages", new { id, body });
        await ReadAsync(answer);
    }

    /// <summary>The options of a push client.</summary>
    public async Task<JsonElement> GetPushAsync() => (await _http.GetFromJsonAsync<JsonElement>("/api/v1/config")).GetProperty("push");

    public async Task<JsonElement> AuthorizeAsync(string socketId, string channel)
    {
        using var form = new FormUrlEncodedContent([new("socket_id", socketId), new("channel_name", channel)]);
        using var answer = await _http.PostAsync(new Uri("/pusher/auth", UriKind.Relative), form);
        return await ReadAsync(answer);
    }

    /// <summary>Waits up to 25 s for something newer than the cursors; null when nothing came.</summary>
    public async Task<JsonElement?> SyncAsync(string conversation, string? cursor, string? conversationCursor, CancellationToken cancellationToken)
    {
        var known = cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}&conversationCursor={Uri.EscapeDataString(conversationCursor!)}&wait=25";
        using var answer = await _http.GetAsync(new Uri($"/api/v1/sync?conversationId={conversation}{known}", UriKind.Relative), cancellationToken);
        return answer.StatusCode == System.Net.HttpStatusCode.NotModified ? null : await ReadAsync(answer);
    }

    public void Dispose() => _http.Dispose();

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonElement.Parse(text) : throw new InvalidOperationException($"{(int)answer.StatusCode} {text}");
    }
}
