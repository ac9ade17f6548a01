using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using MediatR;
using Messaging.Application;
using Messaging.Application.Auth;
using Messaging.Application.Common;
using Messaging.Application.Conversations;
using Messaging.Application.Messages;
using Messaging.Application.Realtime;
using Messaging.Domain.Common;
using Messaging.Domain.Messages.Events;
using Messaging.Infrastructure;
using Messaging.Infrastructure.Persistence;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Messaging.Load;

/// <summary>
/// How long it takes from the commit of a message until its event is handed to the push service: on
/// one node, and on PostgreSQL also where another node has the lane. No HTTP and no push service.
/// </summary>
internal static class DispatchProgram
{
    private const int Messages = 2_000;
    private const int Conversations = 20;

    /// <param name="connectionStrings">PostgreSQL databases, which are migrated and written to; none measures SQLite.</param>
    public static async Task<int> RunAsync(string[] connectionStrings)
    {
        Console.WriteLine($"{Environment.ProcessorCount} processors, {Messages} messages in {Conversations} conversations, milliseconds from commit to publisher");
        Console.WriteLine("database | rate | dispatched by | messages | p50 | p99 | longest");
        var file = Path.Combine(Directory.CreateTempSubdirectory("messaging-dispatch-").FullName, "load.db");
        if (connectionStrings.Length == 0) await MeasureAsync("Sqlite", $"Data Source={file}", nodes: 1);
        foreach (var connectionString in connectionStrings)
        {
            await MeasureAsync("PostgreSql", connectionString, nodes: 1);
            await MeasureAsync("PostgreSql", connectionString, nodes: 2);
        }

        return 0;
    }

    private static async Task MeasureAsync(string provider, string connectionString, int nodes)
    {
        var clock = new Clock();
        var apps = new List<WebApplication>();
        for (var node = 0; node < nodes; node++) apps.Add(await StartAsync(provider, connectionString, nodes, node, clock));
        var conversations = await PrepareAsync(apps[0].Services);
        // Until the lanes are shared, and for the code to be compiled.
        await Task.Delay(TimeSpan.FromSeconds(8));
        await SendAllAsync(apps[0].Services, conversations, 500, perSecond: 50, clock);

        foreach (var rate in new[] { 50, 200 })
        {
            await SendAllAsync(apps[0].Services, conversations, Messages, rate, clock);
            foreach (var node in clock.Latencies.GroupBy(latency => latency.Node).OrderBy(group => group.Key))
            {
                var sorted = node.Select(latency => latency.Milliseconds).Order().ToArray();
                Console.WriteLine(FormattableString.Invariant(
                    $"{provider} | {rate}/s | {(node.Key == 0 ? "the same node" : "another node")} | {sorted.Length} | {At(sorted, 0.5):0.00} | {At(sorted, 0.99):0.00} | {sorted[^1]:0.00}"));
            }
        }

        foreach (var app in apps)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }
    }

    private static async Task<WebApplication> StartAsync(string provider, string connectionString, int nodes, int node, Clock clock)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["urls"] = "http://127.0.0.1:0",
            ["Database:Provider"] = provider,
            ["Database:ConnectionString"] = connectionString,
            ["Database:MigrateOnStart"] = "true",
            ["Push:Driver"] = "None",
            ["Push:Nodes"] = $"{nodes}",
            // All nodes need the same; nothing is signed here.
            ["DataProtection:Key"] = Convert.ToBase64String(new byte[32]),
        });
        builder.Services.AddApplication();
        builder.Services.AddInfrastructure(builder.Configuration, isDevelopment: false);
        builder.Services.Replace(ServiceDescriptor.Singleton<IRealtimePublisher>(new Stopwatched(node, clock)));
        var app = builder.Build();
        app.Services.GetRequiredService<CommitFeed>().Subscribe(events =>
        {
            foreach (var sent in events.OfType<MessageSent>()) clock.Committed(sent.Message.Id.Value);
        });
        await app.Services.PrepareDatabaseAsync();
        await app.StartAsync();
        return app;
    }

    private static async Task<(UserId Sender, ConversationId Id)[]> PrepareAsync(IServiceProvider services)
    {
        var conversations = new List<(UserId, ConversationId)>();
        for (var i = 0; i < Conversations; i++)
        {
            var an = await RegisterAsync(services);
            var opened = await SendAsync(services, new OpenConversation(an, await RegisterAsync(services)));
            conversations.Add((an, opened.Conversation.Id));
        }

        return [.. conversations];
    }

    private static async Task<UserId> RegisterAsync(IServiceProvider services) =>
        (await SendAsync(services, new Register($"u{Guid.NewGuid():N}"[..20], "correct horse battery", DisplayName: null))).User.Id;

    /// <summary>Sends, and waits until all is published, so that nothing of it counts for what comes next.</summary>
    private static async Task SendAllAsync(
        IServiceProvider services, (UserId Sender, ConversationId Id)[] conversations, int count, int perSecond, Clock clock)
    {
        clock.Clear();
        await SendAsync(services, conversations, count, perSecond);
        // An app that a signal stops publishes nothing more.
        var stopping = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        while (clock.Published < count) await Task.Delay(100, stopping);
    }

    /// <summary>At a steady rate, whatever the answers take.</summary>
    private static async Task SendAsync(IServiceProvider services, (UserId Sender, ConversationId Id)[] conversations, int count, int perSecond)
    {
        var sends = new List<Task>();
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / perSecond) - Stopwatch.GetElapsedTime(start);
            if (due > TimeSpan.Zero) await Task.Delay(due);
            var (sender, id) = conversations[i % conversations.Length];
            sends.Add(Task.Run(() => SendAsync(services, new SendMessage(sender, id, new MessageId(Guid.CreateVersion7()), "Are you coming to lunch at noon?"))));
        }

        await Task.WhenAll(sends);
    }

    private static async Task<T> SendAsync<T>(IServiceProvider services, IRequest<T> request)
    {
        await using var scope = services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request);
    }

    private static double At(double[] sorted, double share) => sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * share)];

    /// <summary>Commits and publishes of all nodes, which are in this process and so share its clock.</summary>
    private sealed class Clock
    {
        private readonly ConcurrentDictionary<Guid, long> _commits = new();
        private readonly ConcurrentQueue<(Guid Id, int Node, long At)> _publishes = new();

        public int Published => _publishes.Count;

        public IEnumerable<(int Node, double Milliseconds)> Latencies =>
            _publishes.Select(publish => (publish.Node, Math.Max(0, Stopwatch.GetElapsedTime(_commits[publish.Id], publish.At).TotalMilliseconds)));

        public void Committed(Guid id) => _commits[id] = Stopwatch.GetTimestamp();

        public void IsPublished(Guid id, int node) => _publishes.Enqueue((id, node, Stopwatch.GetTimestamp()));

        public void Clear()
        {
            _commits.Clear();
            _publishes.Clear();
        }
    }

    private sealed class Stopwatched(int node, Clock clock) : IRealtimePublisher
    {
        public Task<PublishResult> PublishAsync(IReadOnlyList<RealtimeEvent> events, CancellationToken cancellationToken)
        {
            foreach (var item in events.Where(item => item.Name == RealtimeEventNames.NewMessage))
                clock.IsPublished(JsonElement.Parse(item.Data).GetProperty("message").GetProperty("id").GetGuid(), node);
            return Task.FromResult(PublishResult.Accepted);
        }

        public Task<IReadOnlyCollection<string>?> GetOccupiedChannelsAsync(string prefix, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyCollection<string>?>([]);

        public Task<IReadOnlyCollection<string>?> GetPresenceMembersAsync(string channel, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyCollection<string>?>([]);

        public Task<PublishResult> TerminateConnectionsAsync(string userId, CancellationToken cancellationToken) => Task.FromResult(PublishResult.Accepted);
    }
}
