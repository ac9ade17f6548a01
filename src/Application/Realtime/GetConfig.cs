using MediatR;
using Messaging.Application.Common;
using Messaging.Domain.Messages;

namespace Messaging.Application.Realtime;

/// <summary>Returns the settings that a client needs before it signs in. Public.</summary>
/// <param name="Origin">Scheme, host and port under which the client reached the app.</param>
public sealed record GetConfig(Uri Origin) : IRequest<ConfigView>;

/// <summary>Public settings and timings.</summary>
/// <param name="Push">Where and how changes are pushed.</param>
/// <param name="Typing">The timings of typing indicators.</param>
/// <param name="Sync">The timings of polling.</param>
/// <param name="Limits">The longest texts.</param>
public sealed record ConfigView(PushConfigView Push, TypingConfigView Typing, SyncConfigView Sync, LimitsConfigView Limits);

/// <param name="StartIntervalMs">Milliseconds between two <c>started</c> of one burst of typing.</param>
/// <param name="IdleMs">Milliseconds without a key after which a client says <c>stopped</c>.</param>
/// <param name="ExpireMs">Milliseconds after which a receiver forgets.</param>
public sealed record TypingConfigView(
    int StartIntervalMs = Timings.TypingStartMilliseconds, int IdleMs = Timings.TypingIdleMilliseconds, int ExpireMs = Timings.TypingExpireMilliseconds);

/// <param name="WaitSeconds">The longest a poll may wait.</param>
/// <param name="PollAfterMs">Milliseconds between two polls that do not wait.</param>
public sealed record SyncConfigView(int WaitSeconds = Timings.PollWaitSeconds, int PollAfterMs = Timings.PollAfterMilliseconds);

/// <param name="BodyLength">Longest message, in characters as a reader counts them.</param>
public sealed record LimitsConfigView(int BodyLength = MessageBody.MaxTextElements);

internal sealed class GetConfigHandler(IPushSettings push) : IRequestHandler<GetConfig, ConfigView>
{
    public Task<ConfigView> Handle(GetConfig request, CancellationToken cancellationToken) => Task.FromResult(
        new ConfigView(push.Describe(request.Origin), new TypingConfigView(), new SyncConfigView(), new LimitsConfigView()));
}
