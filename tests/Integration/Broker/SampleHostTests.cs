using System.Diagnostics;
using Messaging.Broker;
using Messaging.Integration.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Options;
using Xunit;

namespace Messaging.Integration.Broker;

/// <summary>The sample of the package's README, as a process of its own, with pusher-js as its client.</summary>
public sealed class SampleHostTests
{
    private const string Listening = "Now listening on: ";

    [Fact]
    public async Task Sample_serves_pusher_js()
    {
        using var host = Process.Start(new ProcessStartInfo("dotnet", [PathOfSample()])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            Environment = { ["ASPNETCORE_URLS"] = "http://127.0.0.1:0", ["ASPNETCORE_ENVIRONMENT"] = "Production" },
        })!;
        try
        {
            await Node.RunAsync("broker/sample.mjs", await AddressAsync(host));
        }
        finally
        {
            host.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task Host_without_credentials_does_not_start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddPusherBroker();
        await using var app = builder.Build();
        app.MapPusherBroker();

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync(TestContext.Current.CancellationToken));
        Assert.Contains("AppId, Key and Secret", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task<string> AddressAsync(Process host)
    {
        while (await host.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.Split(Listening) is [_, var address])
                return address;
        }

        Assert.Fail("The sample ended before it listened.");
        return "";
    }

    /// <summary>Below its own project, in the folder that has the names of the tests' one: configuration and framework.</summary>
    private static string PathOfSample()
    {
        var project = Path.GetDirectoryName(Node.Folder)!;
        return Path.Combine(project, "..", "..", "samples", "BrokerHost", Path.GetRelativePath(project, AppContext.BaseDirectory), "Messaging.BrokerHost.dll");
    }
}
