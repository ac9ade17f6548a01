using MediatR;
using Messaging.Application.Auth;
using Messaging.Application.Common;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Samples;

/// <summary>
/// Fills an empty database of a developer with three people, a direct conversation and a group, so that the API and the chat
/// can be tried at once. The password of everyone is <see cref="Password"/>.
/// </summary>
/// <returns>False when the database has users: nothing was added.</returns>
// Not a command: hashing must not hold a transaction open.
public sealed record AddSamples : IRequest<bool>
{
    public const string Password = "correct horse";
}

internal sealed class AddSamplesHandler(IMessagingDb db, INewUsers newUsers, TimeProvider time) : IRequestHandler<AddSamples, bool>
{
    private static readonly string[] Names = ["an", "binh", "chi"];

    public async Task<bool> Handle(AddSamples request, CancellationToken cancellationToken)
    {
        // An admin with a password that everybody knows is nobody's wish.
        if (Names.Any(newUsers.IsAdminName) || await db.Users.AnyAsync(cancellationToken)) return false;

        var hash = await newUsers.HashPasswordAsync("an", "An Nguyễn", AddSamples.Password, cancellationToken);
        return await db.InTransactionAsync(
            async cancellation =>
            {
                var now = time.Now();
                var an = await newUsers.AddAsync(new NewUser(SampleIds.An, "an", "An Nguyễn", hash), cancellation);
                var binh = await newUsers.AddAsync(new NewUser(SampleIds.Binh, "binh", "Bình Trần", hash), cancellation);
                var chi = await newUsers.AddAsync(new NewUser(SampleIds.Chi, "chi", "Chi Lê", hash), cancellation);

                var direct = Conversation.OpenDirect(SampleIds.Direct, an, binh, now);
                direct.Send(new MessageId(Guid.CreateVersion7(now)), binh.Id, "Hi An! Are you coming to lunch at noon?", now);
                direct.MarkRead(an.Id, direct.LastSequence, unreadCount: 0, isBlocked: false, now);
                direct.Send(SampleIds.Message, an.Id, "Yes, see you there 🍜", now);
                db.Conversations.AddRange(direct, Conversation.OpenGroup(SampleIds.Group, an, "Weekend trip", [binh, chi], now));
                return true;
            },
            cancellationToken);
    }
}
