namespace Messaging.Application.Auth;

/// <summary>Claims of our own.</summary>
public static class AppClaims
{
    /// <summary>The session that an access token belongs to, for log-out.</summary>
    public const string Session = "sid";
}
