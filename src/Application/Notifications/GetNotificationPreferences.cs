using MediatR;
using Messaging.Application.Common;
using Messaging.Domain.Common;
using Messaging.Domain.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Notifications;

/// <summary>The caller's notification preferences; the defaults while none were saved.</summary>
public sealed record GetNotificationPreferences(UserId Me) : IRequest<NotificationPreferencesView>;

internal sealed class GetNotificationPreferencesHandler(IMessagingDb db) : IRequestHandler<GetNotificationPreferences, NotificationPreferencesView>
{
    public async Task<NotificationPreferencesView> Handle(GetNotificationPreferences request, CancellationToken cancellationToken)
    {
        var saved = await db.NotificationPreferences.AsNoTracking().SingleOrDefaultAsync(row => row.UserId == request.Me, cancellationToken);
        return NotificationPreferencesView.Of(saved ?? new NotificationPreferences(request.Me));
    }
}
