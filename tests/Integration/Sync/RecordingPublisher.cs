using System.Collections.Concurrent;
using Messaging.Application.Realtime;
using Messaging.Integration.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Messaging.Integration.Sync;

/// <summary>A push service that takes everything, and keeps it in order.</summary>
internal sealed class RecordingPublisher : IRealtimePublisher
{
    private readonly ConcurrentQueue<Entry> _entries = new();

    /// <summary>An event, or the id of a user whose connections were ended.</summary>
    internal sealed record Entry(RealtimeEvent? Event, string? TerminatedUser);

    public IReadOnlyList<Entry> Entries => [.. _entries];

    public IEnumerable<RealtimeEvent> Events => _entries.Select(entry => entry.Event).OfType<RealtimeEvent>();

    /// <summary>An app that pushes here, with a database that need not outlive a power cut.</summary>
    public static async Task<(TestApp App, RecordingPublisher Publisher)> StartAppAsync()
    {
        var publisher = new RecordingPublisher();
        var app = await TestApp.StartAsync(
            settings: new Dictionary<string, string?> { ["Database:SqliteSynchronous"] = "NORMAL" },
            services: services => services.Replace(ServiceDescriptor.Singleton<IRealtimePublisher>(publisher)));
        return (app, publisher);
    }

    public Task<PublishResult> PublishAsync(IReadOnlyList<RealtimeEvent> events, CancellationToken cancellationToken)
    {
        foreach (var item in events) _entries.Enqueue(new Entry(item, TerminatedUser: null));
        return Task.FromResult(PublishResult.Accepted);
    }

    public Task<IReadOnlyCollection<string>?> GetOccupiedChannelsAsync(string prefix, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyCollection<string>?>([]);

    public Task<IReadOnlyCollection<string>?> GetPresenceMembersAsync(string channel, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyCollection<string>?>([]);

    public Task<PublishResult> TerminateConnectionsAsync(string userId, CancellationToken cancellationToken)
    {
        _entries.Enqueue(new Entry(Event: null, userId));
        return Task.FromResult(PublishResult.Accepted);
    }
}
