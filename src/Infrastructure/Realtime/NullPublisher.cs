using Messaging.Application.Realtime;

namespace Messaging.Infrastructure.Realtime;

/// <summary>
/// <c>Push:Driver=None</c>: takes every event and drops it, since clients poll. It keeps the rules,
/// so that an event which no push service would take is found here as well.
/// </summary>
internal sealed class NullPublisher : IRealtimePublisher
{
    public Task<PublishResult> PublishAsync(IReadOnlyList<RealtimeEvent> events, CancellationToken cancellationToken) =>
        Task.FromResult(PublishRules.Check(events) ?? PublishResult.Accepted);

    public Task<IReadOnlyCollection<string>?> GetOccupiedChannelsAsync(string prefix, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyCollection<string>?>([]);

    public Task<IReadOnlyCollection<string>?> GetPresenceMembersAsync(string channel, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyCollection<string>?>([]);

    public Task<PublishResult> TerminateConnectionsAsync(string userId, CancellationToken cancellationToken) =>
        Task.FromResult(PublishResult.Accepted);
}
