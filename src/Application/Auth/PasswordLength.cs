namespace Messaging.Application.Auth;

/// <summary>How many characters a password has.</summary>
public static class PasswordLength
{
    public const int Min = 8;

    public const int Max = 128;
}
