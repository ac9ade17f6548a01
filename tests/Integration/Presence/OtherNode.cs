using Messaging.Domain.Presence;
using Messaging.Infrastructure.Persistence;
using Messaging.Integration.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Messaging.Integration.Presence;

/// <summary>Writes as another node of the app would: this one's commit feed hears nothing of it.</summary>
internal static class OtherNode
{
    public static Task BringOnlineAsync(TestApp app, Person person, DateTimeOffset at) => app.WithAsync<MessagingDbContext, int>(db =>
    {
        var presence = new UserPresence(person.UserId());
        presence.Poll(at, at, TimeSpan.FromMinutes(1));
        presence.TakeEvents();
        db.Presences.Add(presence);
        return ((DbContext)db).SaveChangesAsync(TestContext.Current.CancellationToken);
    });
}
