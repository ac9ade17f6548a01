using MediatR;
using Messaging.Application.Samples;

namespace Messaging.WebApi;

/// <summary>The samples of development mode: setting <c>Development:Samples</c>, on by default. No other environment has them.</summary>
internal static partial class Samples
{
    public static async Task AddSamplesAsync(this WebApplication app)
    {
        if (!app.Environment.IsDevelopment() || !app.Configuration.GetValue("Development:Samples", defaultValue: true)) return;

        await using var scope = app.Services.CreateAsyncScope();
        if (await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new AddSamples(), app.Lifetime.ApplicationStopping)) LogAdded(app.Logger);
    }

    [LoggerMessage(103, LogLevel.Information, "Added the sample users an, binh and chi")]
    private static partial void LogAdded(ILogger logger);
}
