namespace Messaging.WebApi;

/// <summary>Where the app finds its own files.</summary>
internal static class AppHome
{
    /// <summary>
    /// Settings and the web client lie beside the program. It may be started from anywhere, so the
    /// working directory is only used when they are there, as with <c>dotnet run</c>.
    /// </summary>
    public static WebApplicationOptions Options(string[] args) => new()
    {
        Args = args,
        ContentRootPath = File.Exists("appsettings.json") ? Directory.GetCurrentDirectory() : AppContext.BaseDirectory,
    };
}
