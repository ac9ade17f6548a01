using System.Text;

namespace Messaging.Infrastructure.Identity.Passwords;

/// <summary>Passwords as they are hashed: in Unicode normalization form C, since keyboards differ in how they write the same letters.</summary>
internal static class PasswordText
{
    /// <summary>The password as new ones are hashed. Text that cannot be normalized stays as it is.</summary>
    public static string Normalize(string password) => Normalize(password, NormalizationForm.FormC);

    /// <summary>The forms that a stored hash may have been made of: form C first, and those of accounts from before passwords were normalized.</summary>
    public static IReadOnlyList<string> Candidates(string password) =>
        [.. new[] { Normalize(password), password, Normalize(password, NormalizationForm.FormD) }.Distinct(StringComparer.Ordinal)];

    private static string Normalize(string password, NormalizationForm form)
    {
        try
        {
            return password.Normalize(form);
        }
        catch (ArgumentException)
        {
            return password;
        }
    }
}
