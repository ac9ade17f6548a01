using Messaging.Application.Common;
using Messaging.Domain.Common;

namespace Messaging.Infrastructure.Outbox;

/// <summary>A row that is to be delivered.</summary>
/// <param name="Row">The row.</param>
/// <param name="Committed">The event itself, where this process has just committed it; null for a row that was read from the table.</param>
internal sealed record OutboxItem(OutboxMessage Row, IDomainEvent? Committed);
