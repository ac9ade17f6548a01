using Messaging.Application.Auth;
using Messaging.Domain.Common;

namespace Messaging.Infrastructure.Identity.Outside;

/// <summary>
/// Which of our users somebody of an outside issuer is. A subject is only unique at its issuer, and it
/// is never taken for an id of ours: somebody could choose one.
/// </summary>
public sealed class OutsideIdentity
{
    private OutsideIdentity()
    {
    }

    public OutsideIdentity(OutsideSubject subject, UserId userId, DateTimeOffset now) =>
        (Issuer, Subject, UserId, CreatedAt) = (subject.Issuer, subject.Subject, userId, now);

    public string Issuer { get; private set; } = "";

    public string Subject { get; private set; } = "";

    public UserId UserId { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }
}
