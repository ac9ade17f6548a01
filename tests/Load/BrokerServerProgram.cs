using System.Diagnostics;
using System.Globalization;
using Messaging.Application.Realtime;
using Messaging.Infrastructure.Realtime;
using Messaging.Broker;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Messaging.Load;

/// <summary>The broker in a process of its own, so that its memory is its own. Writes its address and serves until it is killed.</summary>
internal static class BrokerServerProgram
{
    public const string Key = "load";
    public const string Channel = "load";

    public static async Task<int> RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.Configure<PusherOptions>(options => (options.AppId, options.Key, options.Secret) = ("load", Key, "secret"));
        builder.Services.AddEmbeddedBroker();
        builder.Services.Configure<BrokerOptions>(options =>
        {
            // Telling each newcomer to all others would measure that instead.
            options.SubscriptionCountsEnabled = false;
            // All clients come from one address and join a public channel.
            options.PublicChannelsEnabled = true;
            options.RequireAuthorizedConnections = false;
            options.MaxConnectionsPerAddress = 0;
        });
        var app = builder.Build();
        app.MapPusherBroker();

        var publisher = app.Services.GetRequiredService<IRealtimePublisher>();
        app.MapPost("/publish", async (int events, int padding, CancellationToken cancellationToken) =>
        {
            var pad = new string('x', padding);
            for (var i = 0; i < events; i++)
            {
                // The same monotonic clock in all processes of a machine.
                var data = Stopwatch.GetTimestamp().ToString(CultureInfo.InvariantCulture);
                await publisher.PublishAsync([new RealtimeEvent(Channel, "load", $"{data} {pad}")], cancellationToken);
            }
        });
        app.MapGet("/memory", () =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
            using var process = Process.GetCurrentProcess();
            return new { managed = GC.GetTotalMemory(true), workingSet = process.WorkingSet64, processor = process.TotalProcessorTime.TotalSeconds };
        });
        await app.StartAsync();
        Console.WriteLine(app.Urls.Single());
        await app.WaitForShutdownAsync();
        return 0;
    }
}
