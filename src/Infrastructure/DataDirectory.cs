using Microsoft.Extensions.Configuration;

namespace Messaging.Infrastructure;

/// <summary>
/// Where the app keeps its files (SQLite, the key that encrypts token keys, credentials of the embedded broker): <c>Data:Directory</c>,
/// by default <c>data</c>, relative to the working directory. Not beside the program, which may be read-only.
/// </summary>
public static class DataDirectory
{
    public const string Key = "Data:Directory";

    /// <returns>An absolute path; the directory need not exist yet.</returns>
    public static string Resolve(IConfiguration configuration)
    {
        var configured = configuration[Key];
        return Path.GetFullPath(string.IsNullOrWhiteSpace(configured) ? "data" : configured);
    }
}
