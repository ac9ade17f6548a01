using FluentValidation;
using MediatR;
using Messaging.Application.Common;
using Messaging.Application.Presence;
using Messaging.Domain.Common;
using Messaging.Domain.Users;

namespace Messaging.Application.Users;

/// <summary>Changes what the caller shares, and so what they see of others. Fields that are not set stay as they are.</summary>
public sealed record UpdateSettings(UserId Me, Optional<bool> ReadReceipts, Optional<bool> Typing, Optional<bool> Presence) : ICommand<SettingsView>;

/// <param name="ReadReceipts">Share how far one has read, and see it of others.</param>
/// <param name="Typing">Share that one types, and see it of others.</param>
/// <param name="Presence">Share that one is online, and see it of others.</param>
public sealed record SettingsView(bool ReadReceipts, bool Typing, bool Presence)
{
    internal static SettingsView Of(User user) => new(user.SharesReadReceipts, user.SharesTyping, user.SharesPresence);
}

internal sealed class UpdateSettingsValidator : AbstractValidator<UpdateSettings>
{
    public UpdateSettingsValidator() => RuleFor(request => request)
        .Must(request => request.ReadReceipts.IsSet || request.Typing.IsSet || request.Presence.IsSet)
        .WithMessage("Give readReceipts, typing, presence, or some of them.").OverridePropertyName("body");
}

internal sealed class UpdateSettingsHandler(IMessagingDb db, WorkBudget budget) : IRequestHandler<UpdateSettings, SettingsView>
{
    public async Task<SettingsView> Handle(UpdateSettings request, CancellationToken cancellationToken)
    {
        var user = (await db.LockUsersAsync([request.Me], cancellationToken)).SingleOrDefault() ?? throw RefusedException.CallerIsGone();
        var before = SettingsView.Of(user);
        user.ChangePrivacy(
            request.ReadReceipts.Or(user.SharesReadReceipts), request.Typing.Or(user.SharesTyping), request.Presence.Or(user.SharesPresence));
        if (SettingsView.Of(user) != before) await budget.SpendOnRowsOfAsync(db, user.Id, cancellationToken);
        // Rows show or hide read cursors: they have to be drawn again, on every device and on both sides.
        if (before.ReadReceipts != user.SharesReadReceipts) await db.RefreshRowsOfAsync(user.Id, cancellationToken);
        if (before.Presence != user.SharesPresence) await db.AnnouncePresenceVisibilityAsync(user.Id, user.SharesPresence, cancellationToken);
        return SettingsView.Of(user);
    }
}
