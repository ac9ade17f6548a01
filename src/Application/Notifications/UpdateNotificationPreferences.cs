using System.Globalization;
using FluentValidation;
using MediatR;
using Messaging.Application.Common;
using Messaging.Domain.Common;
using Messaging.Domain.Notifications;
using Messaging.Domain.Notifications.Events;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Notifications;

/// <summary>Replaces the caller's notification preferences as a whole.</summary>
/// <param name="Level">As text, so that an unknown one is refused by name: see <see cref="NotificationPreferencesView"/>.</param>
public sealed record UpdateNotificationPreferences(
    UserId Me, string? Level, bool? Preview, bool? Sound, DoNotDisturbInput? DoNotDisturb, DateTimeOffset? SnoozedUntil) : ICommand<NotificationPreferencesView>;

/// <summary>Quiet hours as they were sent: see <see cref="DoNotDisturbView"/>.</summary>
/// <param name="Enabled">Whether they apply.</param>
/// <param name="From">Their beginning, as <c>HH:mm</c>.</param>
/// <param name="To">Their end, as <c>HH:mm</c>; before <c>From</c> for hours that pass midnight.</param>
/// <param name="TimeZone">The IANA name of the time zone.</param>
public sealed record DoNotDisturbInput(bool? Enabled, string? From, string? To, string? TimeZone);

internal sealed class UpdateNotificationPreferencesValidator : AbstractValidator<UpdateNotificationPreferences>
{
    public UpdateNotificationPreferencesValidator()
    {
        RuleFor(request => request.Level)
            .Must(level => NotificationInput.Level(level) is not null).WithMessage("The level is all, mentions or none.");
        RuleFor(request => request.Preview).NotNull().WithMessage("Give preview: true or false.");
        RuleFor(request => request.Sound).NotNull().WithMessage("Give sound: true or false.");
        RuleFor(request => request.DoNotDisturb).NotNull().WithMessage("Give doNotDisturb: enabled, from, to and timeZone.");
        When(request => request.DoNotDisturb is not null, () =>
        {
            RuleFor(request => request.DoNotDisturb!.Enabled)
                .NotNull().WithMessage("Give enabled: true or false.").OverridePropertyName("doNotDisturb.enabled");
            RuleFor(request => request.DoNotDisturb!.From).Must(IsTime).WithMessage(TimeMessage).OverridePropertyName("doNotDisturb.from");
            RuleFor(request => request.DoNotDisturb!.To).Must(IsTime).WithMessage(TimeMessage).OverridePropertyName("doNotDisturb.to");
            RuleFor(request => request.DoNotDisturb!.TimeZone)
                .Must(name => name is not null && DoNotDisturb.FindTimeZone(name) is not null)
                .WithMessage("There is no such time zone. Give an IANA name such as Asia/Ho_Chi_Minh.").OverridePropertyName("doNotDisturb.timeZone");
        });
    }

    private const string TimeMessage = "Give a time of the day from 00:00 to 23:59.";

    private static bool IsTime(string? text) => NotificationInput.Time(text) is not null;
}

internal sealed class UpdateNotificationPreferencesHandler(IMessagingDb db) : IRequestHandler<UpdateNotificationPreferences, NotificationPreferencesView>
{
    public async Task<NotificationPreferencesView> Handle(UpdateNotificationPreferences request, CancellationToken cancellationToken)
    {
        // With the user locked, the first save on two devices at once comes one after the other.
        if ((await db.LockUsersAsync([request.Me], cancellationToken)).Count == 0) throw RefusedException.CallerIsGone();
        var preferences = await db.NotificationPreferences.SingleOrDefaultAsync(row => row.UserId == request.Me, cancellationToken);
        if (preferences is null) db.NotificationPreferences.Add(preferences = new NotificationPreferences(request.Me));

        var quiet = request.DoNotDisturb!;
        preferences.Change(
            NotificationInput.Level(request.Level)!.Value,
            request.Preview!.Value,
            request.Sound!.Value,
            new DoNotDisturb(
                quiet.Enabled!.Value, NotificationInput.Time(quiet.From)!.Value, NotificationInput.Time(quiet.To)!.Value, DoNotDisturb.FindTimeZone(quiet.TimeZone!)!),
            Clock.ToMilliseconds(request.SnoozedUntil));
        db.Raise(new NotificationPreferencesChanged(request.Me));
        return NotificationPreferencesView.Of(preferences);
    }
}

/// <summary>Reads what was sent as text; null when it is not what it should be.</summary>
internal static class NotificationInput
{
    public static NotificationLevel? Level(string? text) => text switch
    {
        "all" => NotificationLevel.All,
        "mentions" => NotificationLevel.Mentions,
        "none" => NotificationLevel.None,
        _ => null,
    };

    public static TimeOnly? Time(string? text) =>
        TimeOnly.TryParseExact(text, DoNotDisturbView.TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;
}
