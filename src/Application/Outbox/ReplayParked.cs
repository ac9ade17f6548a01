using FluentValidation;
using MediatR;
using Messaging.Application.Common;
using Messaging.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Outbox;

/// <summary>Puts parked rows back into their lanes. For admins, after the cause is mended.</summary>
/// <param name="Ids">Which; null or empty for all.</param>
public sealed record ReplayParked(IReadOnlyList<long>? Ids) : ICommand<ParkedChanged>;

/// <param name="Count">How many rows it was.</param>
public sealed record ParkedChanged(int Count);

internal sealed class ReplayParkedValidator : AbstractValidator<ReplayParked>
{
    public ReplayParkedValidator() => RuleFor(request => request.Ids).Must(ids => ids is null || ids.Count <= 100).WithMessage("At most 100 ids at once.");
}

internal sealed class ReplayParkedHandler(IMessagingDb db, IOutboxSignal signal, TimeProvider time) : IRequestHandler<ReplayParked, ParkedChanged>
{
    public async Task<ParkedChanged> Handle(ReplayParked request, CancellationToken cancellationToken)
    {
        var now = time.Now();
        var count = await db.Parked(request.Ids).ExecuteUpdateAsync(
            set => set
                .SetProperty(row => row.ParkedAt, (DateTimeOffset?)null)
                .SetProperty(row => row.Attempts, 0)
                .SetProperty(row => row.DueAt, now),
            cancellationToken);
        signal.WakeAll();
        return new ParkedChanged(count);
    }
}
