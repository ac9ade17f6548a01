using System.Buffers;
using Microsoft.Extensions.Configuration;

namespace Messaging.Broker;

/// <summary>
/// Origins of web pages, as an operator lists them: <c>https://app.example.com</c>, <c>https://*.example.com</c> for every name
/// below <c>example.com</c> (not itself), or <c>*</c> alone for every origin.
/// </summary>
public sealed class OriginList
{
    private const string AnyOrigin = "*";
    private const string AnyName = "://*.";

    // Beside browsers: the pages inside mobile apps made with Capacitor or Ionic.
    private static readonly string[] Schemes = [Uri.UriSchemeHttp, Uri.UriSchemeHttps, "capacitor", "ionic"];

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.");

    private readonly HashSet<string> _exact;
    private readonly (string Start, string End)[] _families;

    /// <summary>Takes a list without <see cref="Flaws"/>.</summary>
    public OriginList(IEnumerable<string> entries)
    {
        var origins = entries.Select(entry => entry == AnyOrigin ? entry : Canonical(entry)).ToArray();
        AllowsAny = origins.Contains(AnyOrigin);
        _exact = origins.Where(origin => !origin.Contains(AnyName, StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        _families = [.. origins.Where(origin => origin.Contains(AnyName, StringComparison.Ordinal)).Select(origin => origin.Split('*')).Select(parts => (parts[0], parts[1]))];
    }

    /// <summary>Whether no origin is listed.</summary>
    public bool IsEmpty => _exact.Count == 0 && _families.Length == 0;

    /// <summary>Whether every origin is listed.</summary>
    public bool AllowsAny { get; }

    /// <summary>Whether the origin is listed. A browser writes it in the <c>Origin</c> header, always in the same form.</summary>
    public bool Contains(string origin) => AllowsAny || _exact.Contains(origin) || Array.Exists(_families, family => IsIn(family, origin));

    /// <summary>Reads a setting that is a list, or one text with commas.</summary>
    public static IReadOnlyList<string> Read(IConfigurationSection setting) =>
    [
        .. setting.GetChildren().Prepend(setting).SelectMany(entry => (entry.Value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)),
    ];

    /// <summary>Says of each entry that is no origin what to write instead.</summary>
    /// <param name="setting">The name of the setting.</param>
    /// <param name="entries">The entries.</param>
    public static IEnumerable<string> Flaws(string setting, IReadOnlyCollection<string> entries)
    {
        if (entries.Count > 1 && entries.Contains(AnyOrigin))
            yield return $"{setting} has * beside other origins: remove them, because * allows every origin, or remove *.";
        foreach (var entry in entries)
        {
            if (entry != AnyOrigin && FlawOf(entry) is { } flaw)
                yield return $"{setting} {flaw}";
        }
    }

    private static string? FlawOf(string entry)
    {
        if (entry == "null")
            return "has null: every site can make a page with this origin, so list the origins of your pages instead.";
        if (!entry.Contains("://", StringComparison.Ordinal))
            return $"has {entry}, which has no scheme: write https://{entry.TrimStart('/').TrimEnd('/')}.";
        if (!Uri.TryCreate(entry.Replace(AnyName, "://", StringComparison.Ordinal), UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            return uri is null && entry.Contains('*') ? Misplaced(entry) : $"has {entry}, which is no origin: write a scheme, a host name and, where there is one, a port, as in https://app.example.com:8443.";
        if (uri.UserInfo.Length > 0) return $"has an origin with a user name: write {Canonical(entry)}.";
        if (uri.Host.Contains('*') || (entry.Contains(AnyName, StringComparison.Ordinal) && !uri.Host.Contains('.') && uri.Host != "localhost"))
            return Misplaced(entry);
        if (!Schemes.Contains(uri.Scheme)) return $"has {entry}: the scheme of an origin is one of {string.Join(", ", Schemes)}.";
        return entry.AsSpan(entry.IndexOf("://", StringComparison.Ordinal) + 3).IndexOfAny("/?#\\") >= 0
            ? $"has {entry}: an origin ends after the host name and the port, so write {Canonical(entry)}."
            : null;
    }

    private static string Misplaced(string entry) =>
        $"has {entry}: * stands for the first part of a host name only, as in https://*.example.com, or alone for every origin.";

    /// <summary>The form in which browsers send it: small letters, no default port, names of other scripts in Punycode.</summary>
    private static string Canonical(string entry)
    {
        var isFamily = entry.Contains(AnyName, StringComparison.Ordinal);
        var uri = new Uri(entry.Replace(AnyName, "://", StringComparison.Ordinal));
        var host = uri.HostNameType == UriHostNameType.IPv6 ? uri.Host : uri.IdnHost;
        return $"{uri.Scheme}{(isFamily ? AnyName : "://")}{host}{(uri.IsDefaultPort ? "" : $":{uri.Port}")}";
    }

    private static bool IsIn((string Start, string End) family, string origin) =>
        origin.Length > family.Start.Length + family.End.Length
        && origin.StartsWith(family.Start, StringComparison.Ordinal)
        && origin.EndsWith(family.End, StringComparison.Ordinal)
        && origin[family.Start.Length] != '.'
        && !origin.AsSpan(family.Start.Length, origin.Length - family.Start.Length - family.End.Length).ContainsAnyExcept(NameCharacters);
}
