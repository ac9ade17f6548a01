using System.ComponentModel;
using System.Security.Claims;
using MediatR;
using Messaging.Application.Common;
using Messaging.Application.Conversations;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Messaging.WebApi.OpenApi;
using Messaging.WebApi.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Messaging.WebApi.Endpoints;

/// <summary>The caller's conversations.</summary>
internal static class ConversationsEndpoints
{
    public static void MapConversations(this IEndpointRouteBuilder api)
    {
        var conversations = api.MapGroup("/conversations").WithTags("Conversations");
        conversations.MapGet("", ListAsync).WithSummary("List or search the caller's conversations, most recent activity first; the filter is all, unread or archived")
            .WithDescription(
                "Each row has all that a list shows, and the first page the `syncCursor` from which `/sync` continues. Without `query`, the conversations of the filter. With `query`, those that every word finds, in any order: a word begins a word of the title, "
                + "or of the display name or the user name of another present member; with `@` before it, the user name. Case and diacritics do not matter. "
                + "Archived conversations are found too, unless the filter is `unread`; their rows say `archived`. "
                + "`unreadTotal` counts all conversations, whatever the page holds.")
            .Refuses(400, "invalid_cursor");
        conversations.MapPost("", OpenAsync).RequireRateLimiting(RateLimits.Write).WithSummary("Open the direct conversation with a user, or create a group")
            .WithDescription("With `kind: direct`, returns the one conversation with that user: 201 if it is new, 200 otherwise. With `kind: group`, creates a group, with the caller as owner. "
                + "A group can have an `id` that the client makes; the same `id` again returns that group with 200, so the request can be repeated until there is an answer.")
            .WithMetadata(new AnswerHeader(StatusCodes.Status200OK, "Idempotent-Replayed", "`true`: the group was created by an earlier request with the same `id`."))
            .Refuses(403, "cannot_message_user").Refuses(404).Refuses(409, "id_conflict").Refuses(422, "cannot_message_yourself", "group_full").Refuses(503, "outbox_full");
        conversations.MapGet("/{id:guid}", GetAsync).WithSummary("Get a conversation")
            .WithDescription("The row of the list, with all members.").Refuses(404);
        conversations.MapPatch("/{id:guid}", RenameAsync).RequireRateLimiting(RateLimits.Write).WithSummary("Rename a group")
            .WithDescription("For owners. A line in the conversation tells the members.")
            .Refuses(403, "not_an_owner").Refuses(404).Refuses(422, "not_a_group").Refuses(503, "outbox_full");
        conversations.MapPost("/{id:guid}/members", AddMembersAsync).RequireRateLimiting(RateLimits.Write).WithSummary("Add members to a group")
            .WithDescription("For owners. New members see the whole history. Present members are left as they are.")
            .Refuses(403, "not_an_owner", "cannot_message_user").Refuses(404).Refuses(422, "not_a_group", "group_full").Refuses(503, "outbox_full");
        conversations.MapDelete("/{id:guid}/members/{userId:guid}", RemoveMemberAsync).RequireRateLimiting(RateLimits.Write)
            .WithSummary("Leave a group or remove a member")
            .WithDescription("Owners remove others, and everyone can leave. The right to read ends at once, on every connection. When the last owner leaves, the longest member becomes owner.")
            .Refuses(403, "not_an_owner").Refuses(404).Refuses(422, "not_a_group").Refuses(503, "outbox_full");
        conversations.MapPatch("/{id:guid}/members/{userId:guid}", ChangeRoleAsync).RequireRateLimiting(RateLimits.Write)
            .WithSummary("Make a member an owner, or an owner a member")
            .WithDescription("For owners. A group always has an owner.")
            .Refuses(403, "not_an_owner").Refuses(404).Refuses(409, "last_owner").Refuses(422, "not_a_group").Refuses(503, "outbox_full");
        conversations.MapPatch("/{id:guid}/me", UpdateMineAsync).RequireRateLimiting(RateLimits.Write)
            .WithSummary("Mute or archive a conversation for the caller")
            .WithDescription("Fields that are left out stay as they are; `mutedUntil: null` ends a mute. A new message brings an archived conversation back, unless it is muted.")
            .Refuses(404).Refuses(503, "outbox_full");
    }

    private static async Task<Ok<ConversationPage>> ListAsync(
        ClaimsPrincipal user, IMediator mediator, CancellationToken cancellationToken,
        [Description("`all` that are not archived, `unread` of those, or `archived`. With a query, `all` includes the archived ones.")] string filter = "all",
        [Description("1 to 100 characters to search by; nothing for the whole list.")] string? query = null,
        [Description("The `nextCursor` of the page before, with the same filter and query; nothing for the first.")] string? cursor = null,
        [Description("Page size, 1 to 100.")] int limit = 30) =>
        TypedResults.Ok(await mediator.Send(new ListConversations(user.Id(), FilterOf(filter), query, cursor, limit), cancellationToken));

    // By hand: the framework's own binding of enums takes only the spelling of the C# names.
    private static ConversationFilter FilterOf(string filter) => filter switch
    {
        "all" => ConversationFilter.All,
        "unread" => ConversationFilter.Unread,
        "archived" => ConversationFilter.Archived,
        _ => throw new RefusedException(Refusal.Malformed, "malformed_request", "The filter is all, unread or archived."),
    };

    private static async Task<Results<Created<ConversationView>, Ok<ConversationView>>> OpenAsync(
        OpenBody body, ClaimsPrincipal user, HttpResponse response, IMediator mediator, CancellationToken cancellationToken)
    {
        if (body.Kind == ConversationKind.Group)
        {
            var id = body.Id is { } given ? new ConversationId(given) : (ConversationId?)null;
            var (group, created) = await mediator.Send(new CreateGroup(user.Id(), body.Title ?? "", UserIds(body.MemberIds), id), cancellationToken);
            if (created) return TypedResults.Created($"/api/v1/conversations/{group.Id}", group);

            response.Headers["Idempotent-Replayed"] = "true";
            return TypedResults.Ok(group);
        }

        var result = await mediator.Send(new OpenConversation(user.Id(), new UserId(body.UserId ?? default)), cancellationToken);
        return result.Created
            ? TypedResults.Created($"/api/v1/conversations/{result.Conversation.Id}", result.Conversation)
            : TypedResults.Ok(result.Conversation);
    }

    private static async Task<Ok<ConversationView>> GetAsync(Guid id, ClaimsPrincipal user, IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(new GetConversation(user.Id(), new ConversationId(id)), cancellationToken));

    private static async Task<Ok<ConversationView>> UpdateMineAsync(
        Guid id, UpdateMineBody body, ClaimsPrincipal user, IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(
            new UpdateMemberSettings(user.Id(), new ConversationId(id), body.MutedUntil, body.Archived), cancellationToken));

    private static async Task<Ok<ConversationView>> RenameAsync(
        Guid id, RenameBody body, ClaimsPrincipal user, IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(new RenameGroup(user.Id(), new ConversationId(id), body.Title), cancellationToken));

    private static async Task<Ok<ConversationView>> AddMembersAsync(
        Guid id, AddMembersBody body, ClaimsPrincipal user, IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(new AddMembers(user.Id(), new ConversationId(id), UserIds(body.UserIds)), cancellationToken));

    private static async Task<NoContent> RemoveMemberAsync(Guid id, Guid userId, ClaimsPrincipal user, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(new RemoveMember(user.Id(), new ConversationId(id), new UserId(userId)), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<ConversationView>> ChangeRoleAsync(
        Guid id, Guid userId, ChangeRoleBody body, ClaimsPrincipal user, IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(new ChangeMemberRole(user.Id(), new ConversationId(id), new UserId(userId), body.Role), cancellationToken));

    private static UserId[] UserIds(IReadOnlyList<Guid>? ids) => [.. (ids ?? []).Select(id => new UserId(id))];

    /// <param name="Kind"><c>direct</c> or <c>group</c>.</param>
    /// <param name="UserId">Direct: whom to talk to.</param>
    /// <param name="Title">Group: its title, 1 to 100 characters.</param>
    /// <param name="MemberIds">Group: the others, 1 to 99.</param>
    /// <param name="Id">Group: a UUID of version 7 that the client makes; the same again returns the first group. May be left out.</param>
    internal sealed record OpenBody(ConversationKind Kind, Guid? UserId, string? Title, IReadOnlyList<Guid>? MemberIds, Guid? Id = null);

    /// <param name="Title">1 to 100 characters.</param>
    internal sealed record RenameBody(string Title);

    /// <param name="UserIds">The users to add.</param>
    internal sealed record AddMembersBody(IReadOnlyList<Guid> UserIds);

    /// <param name="Role"><c>owner</c> or <c>member</c>.</param>
    internal sealed record ChangeRoleBody(MemberRole Role);

    /// <param name="MutedUntil">No notifications until then; null to hear them again.</param>
    /// <param name="Archived">Out of the main list, or back.</param>
    internal sealed record UpdateMineBody(Optional<DateTimeOffset?> MutedUntil, Optional<bool> Archived);
}
