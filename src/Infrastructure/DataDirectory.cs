using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Messaging.Infrastructure;

/// <summary>Where the app keeps its files: <c>Data:Directory</c>, by default <c>data</c> under the content root.</summary>
public static class DataDirectory
{
    public const string Key = "Data:Directory";

    /// <returns>An absolute path; the directory need not exist yet.</returns>
    public static string Resolve(IConfiguration configuration, IHostEnvironment environment)
    {
        var configured = configuration[Key];
        return Path.GetFullPath(string.IsNullOrWhiteSpace(configured) ? "data" : configured, environment.ContentRootPath);
    }
}
