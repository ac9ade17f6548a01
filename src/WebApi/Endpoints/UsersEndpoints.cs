using System.ComponentModel;
using System.Security.Claims;
using MediatR;
using Messaging.Application.Blocks;
using Messaging.Application.Common;
using Messaging.Application.Users;
using Messaging.Domain.Common;
using Messaging.WebApi.OpenApi;
using Messaging.WebApi.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Messaging.WebApi.Endpoints;

/// <summary>Profiles and people search.</summary>
internal static class UsersEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder api)
    {
        var users = api.MapGroup("").WithTags("Users");
        users.MapGet("/me", GetMeAsync).WithSummary("Get the caller's profile")
            .WithDescription("The profile with the privacy settings.");
        users.MapPatch("/me", UpdateMeAsync).RequireRateLimiting(RateLimits.Write).WithSummary("Update the caller's profile")
            .WithDescription("Fields that are left out stay as they are. The lists of others show the new name or picture within seconds.");
        users.MapPatch("/me/settings", UpdateSettingsAsync).RequireRateLimiting(RateLimits.Write)
            .WithSummary("Update the caller's privacy settings; users who hide something don't see it for others")
            .WithDescription("Fields that are left out stay as they are.");
        users.MapGet("/me/blocks", ListBlocksAsync).WithSummary("List blocked users")
            .WithDescription("The users whom the caller has blocked, with their names.");
        users.MapPut("/me/blocks/{userId:guid}", BlockAsync).RequireRateLimiting(RateLimits.Write).WithSummary("Block a user")
            .WithDescription("Neither of the two can message the other, and both appear offline to each other. Idempotent.").Refuses(404);
        users.MapDelete("/me/blocks/{userId:guid}", UnblockAsync).RequireRateLimiting(RateLimits.Write).WithSummary("Unblock a user")
            .WithDescription("Succeeds as well when the user is not blocked.");
        users.MapGet("/users", SearchAsync).WithSummary("Find users by the words of their names")
            .WithDescription(
                "Every word of the query must begin a word of the display name or of the user name, in any order: `van b` finds Trần Văn Bình. "
                + "With `@` before it, a word is the beginning of the user name. The caller is not among the found.")
            .Refuses(400, "invalid_cursor");
        users.MapGet("/users/{id:guid}", GetAsync).WithSummary("Get a user's profile")
            .WithDescription("The name and picture that everybody sees.").Refuses(404);
    }

    private static async Task<Ok<MeView>> GetMeAsync(ClaimsPrincipal user, IAuthorizationService authorization, IMediator mediator, CancellationToken cancellationToken)
    {
        var isAdmin = (await authorization.AuthorizeAsync(user, Policies.Admin)).Succeeded;
        return TypedResults.Ok(await mediator.Send(new GetMe(user.Id(), isAdmin), cancellationToken));
    }

    private static async Task<Ok<SettingsView>> UpdateSettingsAsync(
        UpdateSettingsBody body, ClaimsPrincipal user, IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(new UpdateSettings(user.Id(), body.ReadReceipts, body.Typing, body.Presence), cancellationToken));

    private static async Task<Ok<Page<UserView>>> ListBlocksAsync(ClaimsPrincipal user, IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(new ListBlocks(user.Id()), cancellationToken));

    private static async Task<NoContent> BlockAsync(Guid userId, ClaimsPrincipal user, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(new BlockUser(user.Id(), new UserId(userId)), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> UnblockAsync(Guid userId, ClaimsPrincipal user, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(new UnblockUser(user.Id(), new UserId(userId)), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<UserView>> UpdateMeAsync(UpdateMeBody body, ClaimsPrincipal user, IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(new UpdateMe(user.Id(), body.DisplayName, body.AvatarUrl), cancellationToken));

    private static async Task<Ok<Page<UserView>>> SearchAsync(
        ClaimsPrincipal user, IMediator mediator, CancellationToken cancellationToken,
        [Description("1 to 64 characters; case and diacritics do not matter.")] string query = "",
        [Description("The `nextCursor` of the page before, with the same query; nothing for the first.")] string? cursor = null,
        [Description("Most people: 1 to 50.")] int limit = 20) =>
        TypedResults.Ok(await mediator.Send(new SearchUsers(user.Id(), query, cursor, limit), cancellationToken));

    private static async Task<Ok<UserView>> GetAsync(Guid id, IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(new GetUser(new UserId(id)), cancellationToken));

    /// <param name="ReadReceipts">Share how far one has read.</param>
    /// <param name="Typing">Share that one types.</param>
    /// <param name="Presence">Share that one is online.</param>
    internal sealed record UpdateSettingsBody(Optional<bool> ReadReceipts, Optional<bool> Typing, Optional<bool> Presence);

    /// <param name="DisplayName">1 to 64 characters.</param>
    /// <param name="AvatarUrl">An absolute https address of at most 500 characters, or null.</param>
    internal sealed record UpdateMeBody(Optional<string> DisplayName, Optional<string?> AvatarUrl);
}
