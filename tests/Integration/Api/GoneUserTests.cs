using Messaging.Domain.Common;
using Messaging.Integration.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Messaging.Integration.Api;

/// <summary>Somebody whose account is gone, with an access token that is still good.</summary>
public sealed class GoneUserTests
{
    [Theory, EachDatabase]
    public async Task Is_told_to_sign_in_and_nothing_fails(DatabaseKind database)
    {
        var (an, binh) = (await Person.NewAsync(database), await Person.NewAsync(database));
        await using (var db = (await Apps.OnAsync(database)).Database.OpenContext())
        {
            var id = new UserId(Guid.Parse(an.Id));
            await db.Sessions.Where(session => session.UserId == id).ExecuteDeleteAsync(TestContext.Current.CancellationToken);
            await db.Users.Where(user => user.Id == id).ExecuteDeleteAsync(TestContext.Current.CancellationToken);
        }

        (await an.Api.GetAsync("/api/v1/me")).IsProblem(401, "unauthenticated");
        (await an.Api.PatchAsync("/api/v1/me", new { displayName = "An" })).IsProblem(401, "unauthenticated");
        (await an.Api.PatchAsync("/api/v1/me/settings", new { typing = false })).IsProblem(401, "unauthenticated");
        (await an.Api.GetAsync("/api/v1/sync")).IsProblem(401, "unauthenticated");
        (await an.Api.PostAsync("/api/v1/conversations", new { kind = "direct", userId = binh.Id })).IsProblem(401, "unauthenticated");
        (await an.Api.PostAsync("/api/v1/conversations", new { kind = "group", title = "Lunch", memberIds = new[] { binh.Id } })).IsProblem(401, "unauthenticated");
        (await an.Api.PutAsync($"/api/v1/me/blocks/{binh.Id}")).IsProblem(401, "unauthenticated");
        foreach (var path in new[] { "/me/blocks", "/me/notification-preferences", "/conversations", "/users?query=a", $"/users/{binh.Id}", $"/presence?userIds={binh.Id}", $"/conversations/{Guid.NewGuid()}" })
            Assert.InRange((await an.Api.GetAsync($"/api/v1{path}")).Status, 200, 499);
    }
}
