using FluentValidation;
using MediatR;
using Messaging.Application.Common;
using Messaging.Application.Presence.Tables;
using Messaging.Application.Realtime;
using Messaging.Domain.Common;
using Messaging.Domain.Presence.Events;

namespace Messaging.Application.Presence;

/// <summary>
/// Applies what the push service says about channels, in short transactions. The service repeats what fails, and the
/// same report twice is the same as once. Channels that mean nothing here are passed over.
/// </summary>
/// <param name="At">When, by the service's clock.</param>
/// <param name="Changes">In the order in which they happened; may be empty.</param>
public sealed record ReportChannelEvents(DateTimeOffset At, [property: AnyText] IReadOnlyList<MemberChange> Changes) : IRequest<Unit>;

internal sealed class ReportChannelEventsValidator : AbstractValidator<ReportChannelEvents>
{
    public ReportChannelEventsValidator() => RuleFor(request => request.Changes).NotNull();
}

internal sealed class ReportChannelEventsHandler(ChannelReportApplier channelReports) : IRequestHandler<ReportChannelEvents, Unit>
{
    public async Task<Unit> Handle(ReportChannelEvents request, CancellationToken cancellationToken)
    {
        ChannelPresence[] reports = [.. request.Changes.Select(Read).OfType<ChannelPresence>()];
        if (reports.Length > 0) await channelReports.ApplyAsync(request.At, reports, cancellationToken);
        return Unit.Value;
    }

    private static ChannelPresence? Read(MemberChange item)
    {
        if (!Guid.TryParseExact(item.UserId, "D", out var id)) return null;

        var user = new UserId(id);
        // Being online is being in the own channel. Somebody else's would prove nothing.
        if (Channels.UserOf(item.Channel) == user) return new ChannelPresence(user, ConversationId: null, item.IsPresent);
        return Channels.ChatOf(item.Channel) is { } conversation ? new ChannelPresence(user, conversation, item.IsPresent) : null;
    }
}
