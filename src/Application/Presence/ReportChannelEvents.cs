using FluentValidation;
using MediatR;
using Messaging.Application.Common;
using Messaging.Application.Realtime;
using Messaging.Domain.Common;
using Messaging.Domain.Presence.Events;

namespace Messaging.Application.Presence;

/// <summary>
/// Applies what the push service says about channels, in short transactions. The service repeats what fails, and the
/// same report twice is the same as once. Kinds and channels that mean nothing here are passed over.
/// </summary>
/// <param name="At">When, by the service's clock.</param>
/// <param name="Events">In the order in which they happened; may be empty.</param>
public sealed record ReportChannelEvents(DateTimeOffset At, [property: AnyText] IReadOnlyList<WebhookEvent> Events) : IRequest<Unit>;

internal sealed class ReportChannelEventsValidator : AbstractValidator<ReportChannelEvents>
{
    public ReportChannelEventsValidator() => RuleFor(request => request.Events).NotNull();
}

internal sealed class ReportChannelEventsHandler(ChannelReports channelReports) : IRequestHandler<ReportChannelEvents, Unit>
{
    private const string MemberAdded = "member_added";
    private const string MemberRemoved = "member_removed";

    public async Task<Unit> Handle(ReportChannelEvents request, CancellationToken cancellationToken)
    {
        ChannelPresence[] reports = [.. request.Events.Select(Read).OfType<ChannelPresence>()];
        if (reports.Length > 0) await channelReports.ApplyAsync(request.At, reports, cancellationToken);
        return Unit.Value;
    }

    private static ChannelPresence? Read(WebhookEvent item)
    {
        if (item.Name is not (MemberAdded or MemberRemoved) || !Guid.TryParseExact(item.UserId, "D", out var id)) return null;

        var user = new UserId(id);
        var isPresent = item.Name == MemberAdded;
        // Being online is being in the own channel. Somebody else's would prove nothing.
        if (Channels.UserOf(item.Channel) == user) return new ChannelPresence(user, ConversationId: null, isPresent);
        return Channels.ChatOf(item.Channel) is { } conversation ? new ChannelPresence(user, conversation, isPresent) : null;
    }
}
