using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;

namespace Messaging.Load;

/// <summary>
/// Measures the embedded broker: memory of a connection, latency at a calm rate, deliveries a second
/// at full speed, and what 10,000 connections leave behind. Clients and broker share the machine, so
/// the figures are a lower bound.
/// </summary>
internal static class BrokerProgram
{
    // About the size of a chat message's event.
    private const int PaddingBytes = 200;
    private const int CalmDeliveriesPerSecond = 5_000;
    private const int CalmSeconds = 10;
    private const int FullSpeedDeliveries = 300_000;
    private const int EventsInFlight = 20;
    private const int ComeAndGo = 10_000;

    public static async Task<int> RunAsync(int[] sizes)
    {
        if (sizes.Length == 0)
            sizes = [100, 1_000, 5_000];
        using var server = StartServer();
        try
        {
            var address = new Uri(await server.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server did not start"));
            using var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };
            await using var subscribers = new BrokerSubscribers(address);

            Console.WriteLine($"{Environment.ProcessorCount} processors, {PaddingBytes} bytes of data, one channel");
            Console.WriteLine("connections | managed KB each | working set KB each | calm p50 ms | calm p99 ms | deliveries/s | full-speed p99 ms");
            // Warms up the code and the buffers, which are no connection's.
            await subscribers.ComeAndGoAsync(500);
            var empty = await GetMemoryAsync(http);
            foreach (var size in sizes)
            {
                await subscribers.GrowAsync(size);
                await MeasureAsync(http, subscribers, empty);
            }

            await MeasureComeAndGoAsync(http, subscribers);
            return 0;
        }
        finally
        {
            server.Kill();
        }
    }

    private static async Task MeasureAsync(HttpClient http, BrokerSubscribers subscribers, Memory empty)
    {
        var size = subscribers.Count;
        var full = await GetMemoryAsync(http);

        await PublishAsync(http, subscribers, 5);
        var perSecond = Math.Max(1, CalmDeliveriesPerSecond / size);
        var all = subscribers.ExpectAsync(perSecond * CalmSeconds * size);
        using (var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / perSecond)))
        {
            for (var i = 0; i < perSecond * CalmSeconds && await timer.WaitForNextTickAsync(); i++)
                await PostAsync(http, 1);
        }

        await all.WaitAsync(TimeSpan.FromMinutes(1));
        var (p50, p99) = (subscribers.Percentile(0.5), subscribers.Percentile(0.99));

        var events = FullSpeedDeliveries / size;
        var latencies = new List<double>();
        var start = Stopwatch.GetTimestamp();
        for (var sent = 0; sent < events; sent += EventsInFlight)
        {
            await PublishAsync(http, subscribers, EventsInFlight);
            latencies.Add(subscribers.Percentile(0.99).TotalMilliseconds);
        }

        var rounds = (events + EventsInFlight - 1) / EventsInFlight;
        var rate = rounds * EventsInFlight * size / Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{size,11} | {(full.Managed - empty.Managed) / 1024.0 / size,15:F1} | {(full.WorkingSet - empty.WorkingSet) / 1024.0 / size,19:F1} | {p50.TotalMilliseconds,11:F1} | {p99.TotalMilliseconds,11:F1} | {rate,12:F0} | {latencies.Order().ElementAt((int)(latencies.Count * 0.99)),17:F1}"));
    }

    private static async Task MeasureComeAndGoAsync(HttpClient http, BrokerSubscribers subscribers)
    {
        var before = await GetMemoryAsync(http);
        var start = Stopwatch.GetTimestamp();
        await subscribers.ComeAndGoAsync(ComeAndGo);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var after = await GetMemoryAsync(http);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{ComeAndGo} connections came and went in {seconds:F1} s ({ComeAndGo / seconds:F0}/s) and left {(after.Managed - before.Managed) / 1024.0:F0} KB of managed memory"));
    }

    private static async Task PublishAsync(HttpClient http, BrokerSubscribers subscribers, int events)
    {
        var all = subscribers.ExpectAsync(events * subscribers.Count);
        await PostAsync(http, events);
        await all.WaitAsync(TimeSpan.FromMinutes(1));
    }

    private static async Task PostAsync(HttpClient http, int events)
    {
        using var response = await http.PostAsync(new Uri($"/publish?events={events}&padding={PaddingBytes}", UriKind.Relative), null);
        response.EnsureSuccessStatusCode();
    }

    private static async Task<Memory> GetMemoryAsync(HttpClient http) =>
        await http.GetFromJsonAsync<Memory>("/memory") ?? throw new InvalidOperationException("No answer");

    private static Process StartServer()
    {
        var assembly = typeof(BrokerProgram).Assembly.Location;
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(assembly);
        start.ArgumentList.Add("broker-server");
        return Process.Start(start)!;
    }

    private sealed record Memory(long Managed, long WorkingSet, double Processor);
}
