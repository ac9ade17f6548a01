using Messaging.Unit.Support;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Xunit;

namespace Messaging.Unit.Architecture;

/// <summary>Every endpoint of the real app says who may call it, how often, and what it is.</summary>
public sealed class EndpointTests(BuiltApp app) : IClassFixture<BuiltApp>
{
    [Fact]
    public void Every_endpoint_states_its_policy() =>
        Assert.Empty(Lacking(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null || endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Any(data => data.Policy is not null)));

    [Fact]
    public void Every_endpoint_states_its_rate_limit() =>
        Assert.Empty(Lacking(endpoint => endpoint.Metadata.GetMetadata<EnableRateLimitingAttribute>() is not null || endpoint.Metadata.GetMetadata<DisableRateLimitingAttribute>() is not null));

    [Fact]
    public void Every_endpoint_has_a_summary() =>
        Assert.Empty(Lacking(endpoint => !string.IsNullOrWhiteSpace(endpoint.Metadata.GetMetadata<IEndpointSummaryMetadata>()?.Summary)));

    [Fact]
    public void Everything_under_admin_asks_for_an_admin()
    {
        var admin = app.Endpoints.Where(endpoint => endpoint.RoutePattern.RawText!.Contains("/admin", StringComparison.Ordinal)).ToArray();

        Assert.NotEmpty(admin);
        Assert.All(admin, endpoint => Assert.Contains(endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>(), data => data.Policy == "admin"));
        Assert.All(admin, endpoint => Assert.Null(endpoint.Metadata.GetMetadata<IAllowAnonymous>()));
    }

    [Fact]
    public void Only_these_endpoints_of_the_api_are_open_to_strangers()
    {
        var open = app.Endpoints
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal) && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            .Select(endpoint => endpoint.RoutePattern.RawText!)
            .Order(StringComparer.Ordinal);

        Assert.Equal(["/api/v1/auth/login", "/api/v1/auth/refresh", "/api/v1/auth/register", "/api/v1/config", "/api/v1/webhooks/pusher"], open);
    }

    private IEnumerable<string> Lacking(Func<RouteEndpoint, bool> states)
    {
        // Fewer would mean that the selection, not the app, is what passes.
        Assert.True(app.Endpoints.Count > 30, $"Only {app.Endpoints.Count} endpoints were found.");
        return app.Endpoints.Where(endpoint => !states(endpoint)).Select(endpoint => $"{endpoint.RoutePattern.RawText} ({endpoint.DisplayName})");
    }
}
