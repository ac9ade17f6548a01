using System.Net.Http.Headers;
using System.Text.Json;

namespace Messaging.WebApi.Commands;

/// <summary>Calls a host as a client does.</summary>
/// <param name="address">Scheme, host and port.</param>
/// <param name="patience">How long one call may take, long polls included.</param>
internal sealed class SmokeApi(Uri address, TimeSpan patience) : IDisposable
{
    // Redirects are looked at, not followed: clients and webhooks do not follow all of them.
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = patience };

    public Uri Address => address;

    public Task<HttpResponseMessage> GetAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, path, null, null, cancellationToken);

    /// <summary>A call that has to succeed with JSON.</summary>
    /// <exception cref="SmokeException">It was answered with another status.</exception>
    public async Task<JsonElement> AskAsync(HttpMethod method, string path, CancellationToken cancellationToken, string? token = null, object? body = null)
    {
        using var response = await SendAsync(method, path, token, body is null or HttpContent ? body as HttpContent : JsonContent.Create(body), cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new SmokeException($"{path.Split('?')[0]} answered {(int)response.StatusCode}{Detail(response, text)}");
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? token, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(address, path)) { Content = content };
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await _http.SendAsync(request, cancellationToken);
    }

    // The app explains itself; a proxy's page in HTML is no explanation.
    private static string Detail(HttpResponseMessage response, string text) =>
        response.Headers.Location is { } location ? $", a redirect to {location}"
        : response.Content.Headers.ContentType?.MediaType == "application/problem+json"
            && JsonElement.Parse(text).TryGetProperty("detail", out var detail) ? $" ({detail.GetString()?.TrimEnd('.')})" : "";
}
