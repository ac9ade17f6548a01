using Messaging.WebApi;
using Messaging.WebApi.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Messaging.Unit.Support;

/// <summary>The real app, put together but not started: no port, no database, no file.</summary>
public sealed class BuiltApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    public BuiltApp()
    {
        // Credentials are given, or the embedded broker would write its own to disk.
        _app = MessagingApp.Build(
        [
            "--environment=Production", "--Push:Driver=Embedded", "--Pusher:AppId=1", "--Pusher:Key=key", "--Pusher:Secret=secret",
            "--Database:ConnectionString=Data Source=:memory:",
        ]);
        _app.MapJobsDashboard();
        // Makes the endpoints known to the description of the API, which the start would do otherwise.
        _app.UseEndpoints(_ => { });
    }

    public IReadOnlyList<RouteEndpoint> Endpoints => [.. ((IEndpointRouteBuilder)_app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()];

    public async Task<OpenApiDocument> DescribeAsync(CancellationToken cancellationToken) =>
        await _app.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>("v1").GetOpenApiDocumentAsync(cancellationToken);

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
