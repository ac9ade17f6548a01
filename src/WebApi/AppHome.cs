namespace Messaging.WebApi;

/// <summary>Where the app finds its own files, and where it is found.</summary>
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

    /// <summary>
    /// Listens where nothing else is configured. Not a setting in appsettings.json: that would win over
    /// <c>ASPNETCORE_URLS</c>.
    /// </summary>
    public static void ListenByDefault(this WebApplicationBuilder builder)
    {
        string[] keys = ["urls", "http_ports", "https_ports"];
        if (keys.All(key => string.IsNullOrEmpty(builder.Configuration[key])) && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
            builder.WebHost.UseUrls("http://localhost:5080");
    }
}
