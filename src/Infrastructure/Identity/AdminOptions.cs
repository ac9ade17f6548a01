using Microsoft.Extensions.Configuration;

namespace Messaging.Infrastructure.Identity;

/// <summary>Names the admins: configuration section <c>Admin</c>.</summary>
public sealed class AdminOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Admin";

    /// <summary>User names of admins, as a list or as one string with commas. Empty: nobody.</summary>
    public IReadOnlySet<string> UserNames { get; private set; } = new HashSet<string>();

    /// <summary>
    /// True when the first user to register a listed name gets it. The default is true only in
    /// development: elsewhere, register first and list the name afterwards.
    /// </summary>
    public bool AllowRegistration { get; set; }

    public bool IsAdmin(string? userName) => userName is not null && UserNames.Contains(userName);

    internal void Read(IConfiguration configuration, bool isDevelopment)
    {
        var section = configuration.GetSection(Section);
        var names = section.GetSection(nameof(UserNames));
        string?[] listed = names.Value is { } text ? text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : names.Get<string[]>() ?? [];
        UserNames = listed.OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        AllowRegistration = section.GetValue<bool?>(nameof(AllowRegistration)) ?? isDevelopment;
    }
}
