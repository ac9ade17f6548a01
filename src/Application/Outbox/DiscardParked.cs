using FluentValidation;
using MediatR;
using Messaging.Application.Common;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Outbox;

/// <summary>Gives up parked rows for good. Nothing is lost with them but the push: the data itself stays, and clients sync it.</summary>
/// <param name="Ids">The rows; at least one, so that nobody discards all of them by mistake.</param>
public sealed record DiscardParked(IReadOnlyList<long> Ids) : ICommand<ParkedChanged>;

internal sealed class DiscardParkedValidator : AbstractValidator<DiscardParked>
{
    public DiscardParkedValidator() => RuleFor(request => request.Ids).Cascade(CascadeMode.Stop).NotEmpty().Must(ids => ids.Count <= 100).WithMessage("At most 100 ids at once.");
}

internal sealed class DiscardParkedHandler(IMessagingDb db) : IRequestHandler<DiscardParked, ParkedChanged>
{
    public async Task<ParkedChanged> Handle(DiscardParked request, CancellationToken cancellationToken) =>
        new(await db.Parked(request.Ids).ExecuteDeleteAsync(cancellationToken));
}

internal static class ParkedRows
{
    public static IQueryable<OutboxMessage> Parked(this IMessagingDb db, IReadOnlyList<long>? ids)
    {
        var parked = db.Outbox.Where(row => row.ParkedAt != null);
        return ids is { Count: > 0 } ? parked.Where(row => ids.Contains(row.Id)) : parked;
    }
}
