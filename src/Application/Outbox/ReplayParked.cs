using FluentValidation;
using MediatR;
using Messaging.Application.Common;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Outbox;

/// <summary>Puts parked rows back into their lanes. For admins, after the cause is fixed.</summary>
/// <param name="Ids">The rows; null or empty for all.</param>
public sealed record ReplayParked(IReadOnlyList<long>? Ids) : IRequest<ParkedChanged>;

/// <param name="Count">How many rows it was.</param>
public sealed record ParkedChanged(int Count);

internal sealed class ReplayParkedValidator : AbstractValidator<ReplayParked>
{
    public ReplayParkedValidator() => RuleFor(request => request.Ids).Must(ids => ids is null || ids.Count <= 100).WithMessage("At most 100 ids at once.");
}

internal sealed class ReplayParkedHandler(IMessagingDb db, IOutboxSignal signal) : IRequestHandler<ReplayParked, ParkedChanged>
{
    public async Task<ParkedChanged> Handle(ReplayParked request, CancellationToken cancellationToken)
    {
        var count = await db.InTransactionAsync(
            cancellation => db.Parked(request.Ids).ExecuteUpdateAsync(
                set => set
                    .SetProperty(row => row.ParkedAt, (DateTimeOffset?)null)
                    .SetProperty(row => row.Attempts, 0)
                    .SetProperty(row => row.DueAt, OutboxMessage.AtOnce),
                cancellation),
            cancellationToken);
        // After the commit: the lanes read the table now.
        signal.WakeAll();
        return new ParkedChanged(count);
    }
}
