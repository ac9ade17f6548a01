using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Xunit;

namespace Messaging.Integration.Support;

/// <summary>Plain HTTP to an app, with an access token or without. Each answer must be one that <c>docs/openapi.json</c> names. Addresses stand in the tests as text: they are the contract.</summary>
internal sealed class ApiClient(Uri address, string? accessToken = null)
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        Timeout = TimeSpan.FromSeconds(60),
    };

    public Uri Address => address;

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> PostAsync(string path, object? body = null) => SendAsync(HttpMethod.Post, path, Content(body));

    public Task<Answer> PutAsync(string path, object? body = null) => SendAsync(HttpMethod.Put, path, Content(body));

    public Task<Answer> PatchAsync(string path, object? body = null) => SendAsync(HttpMethod.Patch, path, Content(body));

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public Task<Answer> PostFormAsync(string path, params (string Key, string Value)[] fields) =>
        SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Key, field.Value))));

    /// <summary>Asks and hangs up when told so, as a page that is closed.</summary>
    public Task<Answer> GetUntilAsync(string path, CancellationToken hangUp) => SendAsync(HttpMethod.Get, path, content: null, hangUp);

    public Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content = null, params (string Name, string Value)[] headers) =>
        SendAsync(method, path, content, TestContext.Current.CancellationToken, headers);

    private async Task<Answer> SendAsync(
        HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(address, path)) { Content = content };
        if (accessToken is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await Http.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        ApiContract.Check(method, request.RequestUri!, response, text);
        return new Answer((int)response.StatusCode, text, response.Content.Headers.ContentType?.MediaType, response.Headers);
    }

    /// <summary>Text is taken as JSON as it stands; anything else is written as JSON.</summary>
    private static HttpContent? Content(object? body) => body switch
    {
        null => null,
        string json => new StringContent(json, Encoding.UTF8, "application/json"),
        _ => JsonContent.Create(body, body.GetType()),
    };
}
