using System.ComponentModel;
using System.Security.Claims;
using MediatR;
using Messaging.Application.Messages;
using Messaging.Domain.Common;
using Messaging.WebApi.OpenApi;
using Messaging.WebApi.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Messaging.WebApi.Endpoints;

/// <summary>Messages of a conversation. Others than members get 404, as if the conversation did not exist.</summary>
internal static class MessagesEndpoints
{
    public static void MapMessages(this IEndpointRouteBuilder api)
    {
        var messages = api.MapGroup("/conversations/{id:guid}/messages").WithTags("Messages").Refuses(404);
        messages.MapGet("", ListAsync).WithSummary("List messages in ascending order: before, after or around a sequence, or the newest")
            .WithDescription("A page also has the read cursors of the members and the `syncCursor` from which `/sync` continues.");
        messages.MapPost("", SendAsync).RequireRateLimiting(RateLimits.Send).WithSummary("Send a message with an id that the client makes")
            .WithDescription("Safe to repeat: the same id, body and `replyTo` return the stored message with 200, so a client repeats the request until it has an answer.")
            .WithMetadata(new AnswerHeader(StatusCodes.Status200OK, "Idempotent-Replayed", "`true`: the message was stored by an earlier request."))
            .Refuses(403, "cannot_message_user", "not_an_owner").Refuses(409, "id_conflict").Refuses(422, "id_reused", "reply_target_not_found", "not_a_group").Refuses(503, "busy", "outbox_full");
        messages.MapGet("/{messageId:guid}", GetAsync).WithSummary("Get a message")
            .WithDescription("Returns a deleted message too, without its body.");
        messages.MapPatch("/{messageId:guid}", EditAsync).RequireRateLimiting(RateLimits.Write).WithSummary("Edit one of the caller's messages")
            .WithDescription("The message keeps its place and sequence, and gets a new revision and `editedAt`. The same text again changes nothing.")
            .Refuses(403, "not_your_message", "cannot_message_user", "not_an_owner").Refuses(409, "message_deleted").Refuses(422, "not_a_group").Refuses(503, "outbox_full");
        messages.MapDelete("/{messageId:guid}", DeleteAsync).RequireRateLimiting(RateLimits.Write).WithSummary("Delete one of the caller's messages; a tombstone remains")
            .WithDescription("Removes the text for everyone. Its sequence stays, so that clients show a placeholder. Deleting it again changes nothing.")
            .Refuses(403, "not_your_message").Refuses(503, "outbox_full");
    }

    private static async Task<Ok<MessagePage>> ListAsync(
        Guid id, ClaimsPrincipal user, IMediator mediator, CancellationToken cancellationToken,
        [Description("Only messages with a lower sequence. Give at most one of before, after and around.")] long? before = null,
        [Description("Only messages with a higher sequence.")] long? after = null,
        [Description("The message with this sequence and those next to it.")] long? around = null,
        [Description("Most messages in a page: 1 to 100.")] int limit = 30) =>
        TypedResults.Ok(await mediator.Send(new ListMessages(user.Id(), new ConversationId(id), before, after, around, limit), cancellationToken));

    private static async Task<Results<Created<MessageView>, Ok<MessageView>>> SendAsync(
        Guid id, SendBody body, ClaimsPrincipal user, HttpResponse response, IMediator mediator, CancellationToken cancellationToken)
    {
        var replyTo = body.ReplyTo is { } target ? new MessageId(target) : (MessageId?)null;
        var result = await mediator.Send(
            new SendMessage(user.Id(), new ConversationId(id), new MessageId(body.Id), body.Body, replyTo, Users(body.Mentions), body.MentionsAll ?? false), cancellationToken);
        if (!result.Replayed) return TypedResults.Created($"/api/v1/conversations/{id}/messages/{body.Id}", result.Message);

        response.Headers["Idempotent-Replayed"] = "true";
        return TypedResults.Ok(result.Message);
    }

    private static async Task<Ok<MessageView>> GetAsync(Guid id, Guid messageId, ClaimsPrincipal user, IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(new GetMessage(user.Id(), new ConversationId(id), new MessageId(messageId)), cancellationToken));

    private static async Task<Ok<MessageView>> EditAsync(
        Guid id, Guid messageId, EditBody body, ClaimsPrincipal user, IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(new EditMessage(user.Id(), new ConversationId(id), new MessageId(messageId), body.Body, Users(body.Mentions), body.MentionsAll ?? false), cancellationToken));

    private static async Task<Ok<MessageView>> DeleteAsync(Guid id, Guid messageId, ClaimsPrincipal user, IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(new DeleteMessage(user.Id(), new ConversationId(id), new MessageId(messageId)), cancellationToken));

    /// <param name="Id">A UUID of version 7 that the client makes; the same again returns the first message.</param>
    /// <param name="Body">1 to 4,000 characters.</param>
    /// <param name="ReplyTo">The id of a message of this conversation that this one answers; may be left out.</param>
    /// <param name="Mentions">Ids of members to mention, at most 100; others are ignored. Left out: the members whom the text names with `@userName`.</param>
    /// <param name="MentionsAll">Mentions everyone in the group. Only owners may.</param>
    internal sealed record SendBody(Guid Id, string Body, Guid? ReplyTo = null, IReadOnlyList<Guid>? Mentions = null, bool? MentionsAll = null);

    /// <param name="Body">The new text, 1 to 4,000 characters.</param>
    /// <param name="Mentions">As for sending. Nobody is notified of an edit.</param>
    /// <param name="MentionsAll">As for sending; an author who is no longer an owner may keep it.</param>
    internal sealed record EditBody(string Body, IReadOnlyList<Guid>? Mentions = null, bool? MentionsAll = null);

    private static UserId[]? Users(IReadOnlyList<Guid>? ids) => ids is null ? null : [.. ids.Select(id => new UserId(id))];
}
