using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Messaging.Infrastructure.Realtime;

/// <summary>
/// The credentials of the embedded broker: made at the first start and kept, so that browsers and
/// other tools that know the key still do after a restart.
/// </summary>
internal sealed record EmbeddedCredentials(string AppId, string Key, string Secret)
{
    public const string FileName = "pusher.json";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Reads the file in this directory, or makes both.</summary>
    /// <exception cref="StartRefusedException">The file cannot be read, is damaged, or cannot be made.</exception>
    public static EmbeddedCredentials LoadOrCreate(string directory)
    {
        var path = Path.Combine(directory, FileName);
        try
        {
            return Read(path) ?? CreateOnce(directory, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"The push credentials in {path} cannot be read or written ({e.Message}): give this process access, or set Data:Directory to a directory of its own.", e);
        }
    }

    /// <summary>A record would print its members, and one of them is the secret.</summary>
    public override string ToString() => $"{nameof(EmbeddedCredentials)} {{ AppId = {AppId} }}";

    private static EmbeddedCredentials? Read(string path)
    {
        if (!File.Exists(path))
            return null;

        try
        {
            var found = JsonSerializer.Deserialize<EmbeddedCredentials>(File.ReadAllBytes(path), Json);
            if (found is { AppId.Length: > 0, Key.Length: > 0, Secret.Length: > 0 })
                return found;
        }
        catch (JsonException)
        {
            // Its message would quote the file, so the sentence below stands in for it.
        }

        throw new StartRefusedException($"The push credentials in {path} are damaged: restore the file, or delete it to have new ones made (browsers get the new key by reloading).");
    }

    /// <summary>Processes that start together come one after the other: a move that does not overwrite is not atomic everywhere.</summary>
    private static EmbeddedCredentials CreateOnce(string directory, string path)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..32];
        using var turn = new Mutex(initiallyOwned: false, $"messaging-{name}");
        try
        {
            if (!turn.WaitOne(Patience))
                throw new StartRefusedException($"Another process has been making the push credentials in {path} for {Patience.TotalSeconds:0} s. End it, or set Data:Directory to a directory of its own.");
        }
        catch (AbandonedMutexException)
        {
            // Whoever had it died. The file is whole or not there, so it is simply our turn.
        }

        try
        {
            return Read(path) ?? Create(directory, path);
        }
        finally
        {
            turn.ReleaseMutex();
        }
    }

    private static EmbeddedCredentials Create(string directory, string path)
    {
        var made = new EmbeddedCredentials(
            RandomNumberGenerator.GetInt32(100_000, 1_000_000).ToString(CultureInfo.InvariantCulture),
            RandomNumberGenerator.GetHexString(20, lowercase: true),
            RandomNumberGenerator.GetHexString(64, lowercase: true));

        Directory.CreateDirectory(directory);
        var draft = Path.Combine(directory, $".{FileName}.{Guid.NewGuid():N}");
        try
        {
            var access = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                access.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var file = new FileStream(draft, access))
            {
                JsonSerializer.Serialize(file, made, Json);
                file.Flush(flushToDisk: true);
            }

            // Whole or not at all.
            File.Move(draft, path, overwrite: false);
            return made;
        }
        finally
        {
            File.Delete(draft);
        }
    }
}
