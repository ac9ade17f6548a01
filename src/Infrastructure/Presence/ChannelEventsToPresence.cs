using MediatR;
using Messaging.Application.Presence;
using Messaging.Broker;
using Messaging.Broker.Protocol;
using Messaging.Infrastructure.Realtime;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Infrastructure.Presence;

/// <summary>The embedded broker's webhooks without HTTP: the same use case as behind the endpoint.</summary>
internal sealed class ChannelEventsToPresence(IServiceScopeFactory scopes) : IChannelEventSink
{
    public async Task HandleAsync(long timeMs, IReadOnlyList<ChannelEvent> events, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IMediator>().Send(
            new ReportChannelEvents(
                DateTimeOffset.FromUnixTimeMilliseconds(timeMs),
                MemberChanges.In(events)),
            cancellationToken);
    }
}
