using System.ComponentModel.DataAnnotations;

namespace Messaging.Infrastructure.Identity;

/// <summary>Sign-in: configuration section <c>Auth</c>.</summary>
public sealed class AuthOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Auth";

    /// <summary>How long an access token is good, in seconds. It ends earlier when its session ends.</summary>
    [Range(30, 86_400)]
    public int AccessTokenSeconds { get; set; } = 3_600;

    /// <summary>How long a session lasts without a refresh, in days.</summary>
    [Range(1, 365)]
    public int SessionDays { get; set; } = 30;

    /// <summary>Wrong passwords in a row for one user name from one address, after which that address has to wait for this name.</summary>
    [Range(3, 100)]
    public int LockoutAttempts { get; set; } = 10;

    /// <summary>How long it has to wait the first time, in seconds. Each further wrong password doubles it, up to an hour.</summary>
    [Range(1, 86_400)]
    public int LockoutSeconds { get; set; } = 300;

    /// <summary>How many requests may wait for a password to be hashed; the rest is answered with 503. Half of the processors hash.</summary>
    [Range(1, 10_000)]
    public int PasswordQueue { get; set; } = 50;
}
