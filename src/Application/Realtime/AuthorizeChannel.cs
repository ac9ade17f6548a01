using System.Text.Json;
using MediatR;
using Messaging.Application.Common;
using Messaging.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Realtime;

/// <summary>
/// Decides whether a user may join a channel, and signs the permission: one's own user channel, and
/// the chat channels of conversations that one is in. Everything else is 403, malformed names too.
/// </summary>
public sealed record AuthorizeChannel(
    UserId Me, [property: AnyText] string? SocketId, [property: AnyText] string? ChannelName) : IRequest<ChannelAuthorization>;

internal sealed class AuthorizeChannelHandler(IMessagingDb db, IChannelSigner signer, IPushSettings push) : IRequestHandler<AuthorizeChannel, ChannelAuthorization>
{
    public async Task<ChannelAuthorization> Handle(AuthorizeChannel request, CancellationToken cancellationToken)
    {
        push.RefuseWhenOff();
        var channel = request.ChannelName ?? "";
        if (!await MayJoinAsync(request.Me, channel, cancellationToken)) throw Forbidden();

        var data = Channels.ChatOf(channel) is { } conversation
            ? JsonSerializer.Serialize(new { user_id = await ChatMemberAsync(request.Me, conversation, cancellationToken) }, MessagingJson.Options)
            : await UserAsync(request.Me, cancellationToken);
        try
        {
            return signer.SignChannel(request.SocketId ?? "", channel, data);
        }
        catch (ArgumentException)
        {
            throw Forbidden();
        }
    }

    private async Task<string> UserAsync(UserId me, CancellationToken cancellationToken)
    {
        var member = await db.ChannelMemberAsync(me, cancellationToken);
        return JsonSerializer.Serialize(new { user_id = member.Id, user_info = member.Info }, MessagingJson.Options);
    }

    /// <summary>
    /// As whom a member looks at a chat. Where the push service shows members to each other, all look as the same one
    /// unless everybody may see everybody's presence; the server then does not know who looks.
    /// </summary>
    private async Task<string> ChatMemberAsync(UserId me, ConversationId conversation, CancellationToken cancellationToken) =>
        push.ShowsMembers && !await IsVisibleToAllAsync(me, conversation, cancellationToken) ? Channels.HiddenMember : me.ToString();

    private async Task<bool> IsVisibleToAllAsync(UserId me, ConversationId conversation, CancellationToken cancellationToken)
    {
        var members = db.Members.Where(member => member.ConversationId == conversation);
        return !await members.AnyAsync(
            member => !member.User.SharesPresence || db.Blocks.Any(block =>
                (block.BlockerId == me && block.BlockedId == member.UserId) || (block.BlockerId == member.UserId && block.BlockedId == me)),
            cancellationToken);
    }

    private async Task<bool> MayJoinAsync(UserId me, string channel, CancellationToken cancellationToken) => (Channels.UserOf(channel), Channels.ChatOf(channel)) switch
    {
        ({ } user, _) => user == me,
        (_, { } conversation) => await db.Members.AnyAsync(member => member.ConversationId == conversation && member.UserId == me, cancellationToken),
        _ => false,
    };

    private static RefusedException Forbidden() => new(Refusal.Forbidden, "channel_forbidden", "You may not join this channel.");
}
