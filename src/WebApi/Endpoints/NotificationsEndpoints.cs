using System.Security.Claims;
using MediatR;
using Messaging.Application.Notifications;
using Messaging.WebApi.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Messaging.WebApi.Endpoints;

/// <summary>The endpoints for notification preferences.</summary>
internal static class NotificationsEndpoints
{
    public static void MapNotifications(this IEndpointRouteBuilder api)
    {
        var preferences = api.MapGroup("/me/notification-preferences").WithTags("Notifications");
        preferences.MapGet("", GetAsync).WithSummary("Get the caller's notification preferences")
            .WithDescription("Preferences apply to all devices of the caller. Mutes belong to single conversations: see `PATCH /conversations/{id}/me`.");
        preferences.MapPut("", UpdateAsync).RequireRateLimiting(RateLimits.Write).WithSummary("Replace the caller's notification preferences")
            .WithDescription("Send all fields; `doNotDisturb` uses the given time zone, and quiet hours may pass midnight.");
    }

    private static async Task<Ok<NotificationPreferencesView>> GetAsync(ClaimsPrincipal user, IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(new GetNotificationPreferences(user.Id()), cancellationToken));

    private static async Task<Ok<NotificationPreferencesView>> UpdateAsync(
        PreferencesBody body, ClaimsPrincipal user, IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(
            new UpdateNotificationPreferences(user.Id(), body.Level, body.Preview, body.Sound, body.DoNotDisturb, body.SnoozedUntil), cancellationToken));

    /// <param name="Level"><c>all</c>, <c>mentions</c> or <c>none</c>.</param>
    /// <param name="Preview">False hides the text of messages in notifications.</param>
    /// <param name="Sound">Whether a notification may make a sound.</param>
    /// <param name="DoNotDisturb">The quiet hours; all four fields.</param>
    /// <param name="SnoozedUntil">No notifications until then; null or left out to hear them.</param>
    internal sealed record PreferencesBody(string? Level, bool? Preview, bool? Sound, DoNotDisturbInput? DoNotDisturb, DateTimeOffset? SnoozedUntil);
}
