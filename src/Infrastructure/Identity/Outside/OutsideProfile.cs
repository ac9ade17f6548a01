using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Messaging.Application.Auth;
using Messaging.Domain.Common;
using Messaging.Domain.Users;

namespace Messaging.Infrastructure.Identity.Outside;

/// <summary>The profile that a token claims for its bearer: read once, when the user is made.</summary>
/// <param name="Subject">The person at the issuer.</param>
/// <param name="DisplayName">1 to 64 characters.</param>
internal sealed record OutsideProfile(OutsideSubject Subject, string DisplayName)
{
    /// <summary>Room that is left for the suffix of a user name that is taken.</summary>
    private const int MaxStem = 40;

    /// <summary>Reads the claims, or null when they do not name one person.</summary>
    public static OutsideProfile? Of(ClaimsPrincipal token)
    {
        var issuer = token.FindFirstValue("iss") ?? "";
        var subject = token.FindFirstValue("sub") ?? "";
        if (!OutsideSubject.IsValid(issuer, subject)) return null;

        var metadata = Object(token.FindFirstValue("user_metadata"));
        // Supabase keeps names in user_metadata: full_name from Google and others, name from the rest.
        string?[] candidates =
        [
            token.FindFirstValue("name"), Text(metadata, "full_name"), Text(metadata, "name"),
            token.FindFirstValue("nickname"), BeforeAt(token.FindFirstValue("email")),
        ];
        var name = candidates.Select(Clean).FirstOrDefault(candidate => candidate.Length > 0);
        return new OutsideProfile(new OutsideSubject(issuer, subject), name ?? $"User {Digest(issuer, subject, 0)}");
    }

    /// <summary>
    /// User names to try, until one is free: the display name in plain letters, then the same with a
    /// suffix. Not the email address: user names are shown to everyone.
    /// </summary>
    public IEnumerable<string> UserNames()
    {
        var stem = Stem();
        if (stem.Length > 1) yield return stem;
        for (var i = 0; i < 10; i++) yield return $"{(stem.Length > 1 ? stem : "user")}-{Digest(Subject.Issuer, Subject.Subject, i)}";
    }

    private string Stem()
    {
        var stem = new StringBuilder();
        foreach (var character in SearchKey.Of(DisplayName).ToLowerInvariant())
        {
            if (stem.Length == MaxStem) break;
            if (char.IsAsciiLetterOrDigit(character)) stem.Append(character);
            else if (stem.Length > 0 && stem[^1] != '.') stem.Append('.');
        }

        return stem.ToString().TrimEnd('.');
    }

    private static string Digest(string issuer, string subject, int attempt) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{issuer}\n{subject}\n{attempt}")))[..4]);

    /// <summary>A display name by our own rules, or nothing: what an issuer lets through is not ours to refuse.</summary>
    private static string Clean(string? name)
    {
        var text = PlainText.WithoutDirectionControls(name ?? "").Trim();
        if (!PlainText.IsName(text)) return "";
        if (text.Length > User.MaxNameLength) text = text[..(char.IsHighSurrogate(text[User.MaxNameLength - 1]) ? User.MaxNameLength - 1 : User.MaxNameLength)].TrimEnd();
        return PlainText.IsVisible(text) ? text : "";
    }

    private static string? BeforeAt(string? email) => email?.Split('@')[0];

    private static string? Text(JsonElement? json, string property)
    {
        if (json is not { } found || !found.TryGetProperty(property, out var value) || value.ValueKind != JsonValueKind.String) return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair is JSON, but no text.
            return null;
        }
    }

    private static JsonElement? Object(string? json)
    {
        if (json is null) return null;
        try
        {
            var value = JsonSerializer.Deserialize<JsonElement>(json);
            return value.ValueKind == JsonValueKind.Object ? value : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
