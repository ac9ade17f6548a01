using System.Net.WebSockets;
using System.Text;
using Messaging.Broker;
using Messaging.Broker.Protocol;
using Messaging.Infrastructure.Realtime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Messaging.Integration.Broker;

/// <summary>The broker alone, on a real port of its own: each test has one, so they can run side by side.</summary>
internal sealed class BrokerServer : IAsyncDisposable
{
    public const string AppId = "app-1";
    public const string Key = "278d425bdf160c739803";
    public const string Secret = "7ad3773142a6692b25b8";

    private readonly WebApplication _app;
    private readonly HttpClient _http;

    private BrokerServer(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Urls.Single());
        _http = new HttpClient { BaseAddress = Address };
    }

    public Uri Address { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<BrokerServer> StartAsync(
        Action<BrokerOptions>? configure = null,
        Action<IServiceCollection>? services = null,
        string? pathBase = null,
        string environment = "Production")
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.Configure<PusherOptions>(options => (options.AppId, options.Key, options.Secret) = (AppId, Key, Secret));
        builder.Services.AddEmbeddedBroker();
        builder.Services.Configure<BrokerOptions>(options =>
        {
            options.ShutdownSpreadMilliseconds = 0;
            // As an app would set it that uses the whole protocol; the defaults are those of the chat app.
            options.PublicChannelsEnabled = true;
            options.ClientEventsEnabled = true;
            options.RequireAuthorizedConnections = false;
            options.MaxChannelsPerConnection = 10_000;
            configure?.Invoke(options);
        });
        services?.Invoke(builder.Services);
        var app = builder.Build();
        if (pathBase is not null)
            app.UsePathBase(pathBase);
        app.UseRouting();
        app.MapPusherBroker();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new BrokerServer(app);
    }

    public async Task<BrokerClient> ConnectAsync(string query = "protocol=7&client=js&version=8.6.0", string path = $"/app/{Key}")
    {
        var client = await OpenAsync(query, path);
        await client.ReceiveEstablishedAsync();
        return client;
    }

    /// <summary>Connects without waiting for the greeting.</summary>
    public async Task<BrokerClient> OpenAsync(string query = "protocol=7", string path = $"/app/{Key}")
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(Address) { Scheme = "ws", Path = path, Query = query }.Uri, TestContext.Current.CancellationToken);
        return new BrokerClient(socket);
    }

    /// <summary>A signed call of the HTTP API.</summary>
    /// <param name="method">GET or POST.</param>
    /// <param name="path">After <c>/apps/{appId}</c>.</param>
    /// <param name="body">JSON text, or null.</param>
    /// <param name="query">More parameters, unescaped.</param>
    /// <param name="tamper">Changes the parameters after the signature has been made from them.</param>
    /// <param name="timestamp">Seconds since 1970, instead of now.</param>
    /// <param name="prefix">Of the address only, not of what is signed.</param>
    public async Task<(int Status, string Body)> CallAsync(
        HttpMethod method, string path, string? body = null, Dictionary<string, string>? query = null,
        Action<Dictionary<string, string>>? tamper = null, long? timestamp = null, string prefix = "", string appId = AppId)
    {
        var bytes = Encoding.UTF8.GetBytes(body ?? "");
        var parameters = new Dictionary<string, string>(query ?? [])
        {
            ["auth_key"] = Key,
            ["auth_version"] = "1.0",
            ["auth_timestamp"] = $"{timestamp ?? TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}",
        };
        if (bytes.Length > 0)
            parameters["body_md5"] = PusherSignature.BodyMd5(bytes);
        var fullPath = $"/apps/{appId}{path}";
        parameters["auth_signature"] = PusherSignature.ForRequest(Secret, method.Method, fullPath, parameters);
        tamper?.Invoke(parameters);
        var uri = $"{prefix}{fullPath}?{string.Join('&', parameters.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"))}";
        using var request = new HttpRequestMessage(method, uri);
        if (bytes.Length > 0)
            request.Content = new ByteArrayContent(bytes) { Headers = { ContentType = new("application/json") } };
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public Task<(int Status, string Body)> PostAsync(string path, string body) => CallAsync(HttpMethod.Post, path, body);

    public Task<(int Status, string Body)> GetAsync(string path, Dictionary<string, string>? query = null) =>
        CallAsync(HttpMethod.Get, path, null, query);

    public HttpClient Http => _http;

    public Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }
}
