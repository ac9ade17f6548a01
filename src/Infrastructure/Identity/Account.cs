using Messaging.Domain.Common;
using Microsoft.AspNetCore.Identity;

namespace Messaging.Infrastructure.Identity;

/// <summary>
/// The credentials of a user, kept by ASP.NET Core Identity under the user's id. A user of an outside
/// issuer has no password here; the row only holds the user name.
/// </summary>
public sealed class Account : IdentityUser<Guid>
{
    // Identity's own default.
    private static readonly UpperInvariantLookupNormalizer Normalizer = new();

    /// <summary>A user name as the unique index compares it.</summary>
    public static string Normalize(string userName) => Normalizer.NormalizeName(userName);

    /// <summary>Makes an account. Without a password it only holds the user name, so that nobody can register it.</summary>
    internal static Account Create(UserId id, string userName, string? passwordHash) => new()
    {
        Id = id.Value,
        UserName = userName,
        NormalizedUserName = Normalize(userName),
        PasswordHash = passwordHash,
        SecurityStamp = Guid.NewGuid().ToString(),
        LockoutEnabled = true,
    };
}
