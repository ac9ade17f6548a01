using Microsoft.AspNetCore.Identity;

namespace Messaging.Infrastructure.Identity;

/// <summary>
/// The credentials of a user, kept by ASP.NET Core Identity under the user's id. A user of an outside
/// issuer has no password here; the row only holds the user name.
/// </summary>
public sealed class Account : IdentityUser<Guid>;
