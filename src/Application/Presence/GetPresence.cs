using FluentValidation;
using MediatR;
using Messaging.Application.Common;
using Messaging.Application.Presence.Memory;
using Messaging.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Presence;

/// <summary>Tells which of these users are online. Users who are no contacts, or hide it, are left out.</summary>
/// <param name="Me">The caller.</param>
/// <param name="UserIds">1 to 100 user ids with commas between.</param>
public sealed record GetPresence(UserId Me, string UserIds) : IRequest<Page<PresenceView>>
{
    internal IEnumerable<string> Ids => UserIds.Split(',', StringSplitOptions.TrimEntries);
}

internal sealed class GetPresenceValidator : AbstractValidator<GetPresence>
{
    private const int MostIds = 100;

    public GetPresenceValidator() => RuleFor(request => request.UserIds)
        .Must((request, _) => request.Ids.All(id => Guid.TryParseExact(id, "D", out Guid _))).WithMessage("Give user ids with commas between.")
        .Must((request, _) => request.Ids.Count() <= MostIds).WithMessage($"At most {MostIds} ids at once.");
}

internal sealed class GetPresenceHandler(IMessagingDb db, PresenceBoard board) : IRequestHandler<GetPresence, Page<PresenceView>>
{
    public async Task<Page<PresenceView>> Handle(GetPresence request, CancellationToken cancellationToken)
    {
        var asked = request.Ids.Select(id => new UserId(Guid.ParseExact(id, "D"))).Distinct().ToArray();
        var visible = await db.VisibleContactsOf(request.Me).Where(id => asked.Contains(id)).ToListAsync(cancellationToken);
        return new Page<PresenceView>([.. asked.Where(visible.Contains).Select(id => PresenceView.Of(id, board.Find(id)))], NextCursor: null);
    }
}
