using System.ComponentModel.DataAnnotations;

namespace Messaging.Infrastructure.Identity;

/// <summary>Sign-in: configuration section <c>Auth</c>.</summary>
public sealed class AuthOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Auth";

    /// <summary>How long an access token is good, in seconds. It cannot be called back before.</summary>
    [Range(30, 86_400)]
    public int AccessTokenSeconds { get; set; } = 3_600;

    /// <summary>How long a session lasts without a refresh, in days.</summary>
    [Range(1, 365)]
    public int SessionDays { get; set; } = 30;

    /// <summary>Wrong passwords in a row after which an account is locked.</summary>
    [Range(3, 100)]
    public int LockoutAttempts { get; set; } = 10;

    /// <summary>How long it stays locked, in seconds.</summary>
    [Range(1, 86_400)]
    public int LockoutSeconds { get; set; } = 300;
}
