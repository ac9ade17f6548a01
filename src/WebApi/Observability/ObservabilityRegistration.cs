using Messaging.Infrastructure.Identity;
using Messaging.Infrastructure.Outbox;
using Messaging.Infrastructure.Persistence;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace Messaging.WebApi.Observability;

/// <summary>Logs, traces, metrics and health.</summary>
internal static partial class ObservabilityRegistration
{
    private const int SeriesOfAnInstrument = 200;

    public static void AddObservability(this WebApplicationBuilder builder)
    {
        builder.Services.AddSerilog((_, log) =>
        {
            log.ReadFrom.Configuration(builder.Configuration).Enrich.FromLogContext();
            if (builder.Environment.IsProduction()) log.WriteTo.Console(new RenderedCompactJsonFormatter());
            else log.WriteTo.Console(outputTemplate: "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}{NewLine}{Exception}", formatProvider: System.Globalization.CultureInfo.InvariantCulture);
        });
        var telemetry = builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(OutboxMetrics.Name, SignInMetrics.Name).AddAspNetCoreInstrumentation().AddRuntimeInstrumentation().AddPrometheusExporter();
                // Each instrument reserves room for all its series at once, for 2,000 unless told otherwise: half of the memory
                // that the app needs. Only requests have more than some dozens, by route, method and status.
                metrics.AddView(instrument => instrument.Name == "http.server.request.duration" ? null : new MetricStreamConfiguration { CardinalityLimit = SeriesOfAnInstrument });
                if (HasCollector(builder)) metrics.AddOtlpExporter();
            });
        if (HasCollector(builder))
            telemetry.WithTracing(tracing => tracing.AddSource(OutboxMetrics.Name).AddAspNetCoreInstrumentation().AddOtlpExporter());
        builder.Services.AddSingleton<BoundedHealthCheck<DatabaseHealthCheck>>().AddSingleton<BoundedHealthCheck<OutboxHealthCheck>>();
        builder.Services.AddHealthChecks()
            .AddCheck<BoundedHealthCheck<DatabaseHealthCheck>>("database")
            .AddCheck<BoundedHealthCheck<OutboxHealthCheck>>("outbox", HealthStatus.Degraded);
    }

    /// <summary>
    /// Failures are logged as errors, everything else only when asked for; never a body, a token or a query. A 503 is an answer to
    /// too many requests, or its cause is logged by itself: a line for each would fill the log.
    /// </summary>
    public static void UseRequestLog(this WebApplication app) => app.UseSerilogRequestLogging(options =>
    {
        options.GetLevel = (http, _, exception) => exception is not null || http.Response.StatusCode is >= 500 and not StatusCodes.Status503ServiceUnavailable ? LogEventLevel.Error : LogEventLevel.Debug;
        options.IncludeQueryInRequestPath = false;
    });

    public static void MapOperations(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false })
            .AllowAnonymous().DisableRateLimiting().WithSummary("Check that the process is alive");
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = WriteHealthAsync })
            .AllowAnonymous().DisableRateLimiting().WithSummary("Check that the app can serve requests");
        app.MapPrometheusScrapingEndpoint("/metrics").AllowAnonymous().DisableRateLimiting().WithSummary("Get metrics in the Prometheus format");
    }

    /// <summary>Says where to look, once the server listens.</summary>
    public static void AnnounceAddresses(this WebApplication app) => app.Lifetime.ApplicationStarted.Register(() =>
    {
        foreach (var address in app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [])
            LogAddress(app.Logger, address);
    });

    private static bool HasCollector(WebApplicationBuilder builder) => !string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);

    private static Task WriteHealthAsync(HttpContext http, HealthReport report) => http.Response.WriteAsJsonAsync(new
    {
        status = report.Status.ToString(),
        checks = report.Entries.ToDictionary(entry => entry.Key, entry => new { status = entry.Value.Status.ToString(), description = entry.Value.Exception is null ? entry.Value.Description : entry.Value.Exception.GetType().Name }),
    });

    [LoggerMessage(102, LogLevel.Information, "Messaging is running. Chat: {Address}  API: {Address}/swagger  Jobs: {Address}/hangfire")]
    private static partial void LogAddress(Microsoft.Extensions.Logging.ILogger logger, string address);
}
