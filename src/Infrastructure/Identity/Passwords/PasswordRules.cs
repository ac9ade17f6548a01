using System.Collections.Frozen;
using System.IO.Compression;
using System.Text;
using Messaging.Domain.Users;

namespace Messaging.Infrastructure.Identity.Passwords;

/// <summary>
/// Refuses passwords that are guessed first (NIST SP 800-63B §5.1.1.2): common ones, also with digits and signs around
/// them or in place of letters, and ones that are little more than the names of their owner.
/// </summary>
internal static class PasswordRules
{
    private const string ListName = "Messaging.Infrastructure.Identity.Passwords.common-passwords.txt.gz";

    /// <summary>A word with up to this many other characters around it is still that word.</summary>
    private const int MostAround = 6;

    /// <summary>Shortest part of a name that is looked for.</summary>
    private const int ShortestName = 3;

    private static readonly string[] AppWords = ["messaging", "message", "messages", "messenger", "chat", "chatapp", "hangfire", "pusher", "admin", "administrator"];

    private static readonly Lazy<FrozenSet<string>> Common = new(ReadList);

    /// <summary>Says why a password is refused, or null when it is taken.</summary>
    /// <param name="password">As it was chosen.</param>
    /// <param name="userName">The user name of the account.</param>
    /// <param name="displayName">The display name of the account.</param>
    public static string? Flaw(string password, string userName, string displayName)
    {
        var plain = Fold(password);
        if (IsCommon(plain) || IsCommon(WithLetters(plain)) || IsCommon(WithLetters(WithoutEnd(plain)))) return "This password is one of those that are guessed first. Choose another, for example of several words.";
        return IsMostly(plain, Names(userName, displayName)) || IsMostly(WithLetters(plain), Names(userName, displayName))
            ? "The password is little more than your name. Choose another, for example of several words."
            : null;
    }

    private static char[] OtherThanLetters(string plain) => [.. plain.Where(character => !char.IsLetter(character)).Distinct()];

    /// <summary>Without a few digits and signs at the end, which do not stand for letters there.</summary>
    private static string WithoutEnd(string plain)
    {
        var word = plain.TrimEnd(OtherThanLetters(plain));
        return plain.Length - word.Length <= MostAround ? word : plain;
    }

    private static bool IsCommon(string plain)
    {
        if (Common.Value.Contains(plain)) return true;
        var word = plain.Trim(OtherThanLetters(plain));
        return word.Length > 3 && plain.Length - word.Length <= MostAround && Common.Value.Contains(word);
    }

    /// <summary>True when fewer characters are left than a word has, once the names are taken out.</summary>
    private static bool IsMostly(string plain, IEnumerable<string> names)
    {
        var rest = plain;
        foreach (var name in names) rest = rest.Replace(name, "", StringComparison.Ordinal);
        return rest.Length < plain.Length && rest.Count(char.IsLetterOrDigit) < MostAround;
    }

    private static IEnumerable<string> Names(string userName, string displayName)
    {
        string[] whole = [Fold(userName), Fold(displayName)];
        return whole
            .Concat(whole.Select(name => name.Replace(" ", "", StringComparison.Ordinal)))
            .Concat(whole.SelectMany(name => name.Split([' ', '.', '_', '-', '@', '+'], StringSplitOptions.RemoveEmptyEntries)))
            .Where(name => name.Length >= ShortestName)
            .Distinct()
            .OrderByDescending(name => name.Length);
    }

    private static string Fold(string text)
    {
        try
        {
            return SearchKey.Of(text).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            // Not well-formed Unicode, so there is nothing to fold.
            return text.ToLowerInvariant();
        }
    }

    /// <summary>Puts back the letters that people replace: <c>p@ssw0rd</c> is <c>password</c>.</summary>
    private static string WithLetters(string plain)
    {
        var letters = new StringBuilder(plain.Length);
        foreach (var character in plain)
        {
            letters.Append(character switch
            {
                '0' => 'o',
                '1' or '!' or '|' => 'i',
                '3' => 'e',
                '4' or '@' => 'a',
                '5' or '$' => 's',
                '7' or '+' => 't',
                '8' => 'b',
                _ => character,
            });
        }

        return letters.ToString();
    }

    private static FrozenSet<string> ReadList()
    {
        using var stream = typeof(PasswordRules).Assembly.GetManifestResourceStream(ListName)!;
        using var reader = new StreamReader(new GZipStream(stream, CompressionMode.Decompress), Encoding.ASCII);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Concat(AppWords).ToFrozenSet(StringComparer.Ordinal);
    }
}
