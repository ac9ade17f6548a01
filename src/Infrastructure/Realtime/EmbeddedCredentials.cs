using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Messaging.Infrastructure.Realtime;

/// <summary>
/// The credentials of the embedded broker: made at the first start and kept, so that browsers and
/// other tools that know the key still do after a restart.
/// </summary>
internal sealed record EmbeddedCredentials(string AppId, string Key, string Secret)
{
    public const string FileName = "pusher.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Reads the file in this directory, or makes both.</summary>
    /// <exception cref="StartRefusedException">The file cannot be read, is damaged, or cannot be made.</exception>
    public static EmbeddedCredentials LoadOrCreate(string directory)
    {
        var path = Path.Combine(directory, FileName);
        try
        {
            return Parse(SecretFile.ReadOrMake(path, Make), path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"The push credentials in {path} cannot be read or written ({exception.Message}): give this process access, or set Data:Directory to a directory of its own.", exception);
        }
    }

    /// <summary>A record would print its members, and one of them is the secret.</summary>
    public override string ToString() => $"{nameof(EmbeddedCredentials)} {{ AppId = {AppId} }}";

    private static EmbeddedCredentials Parse(byte[] content, string path)
    {
        try
        {
            var found = JsonSerializer.Deserialize<EmbeddedCredentials>(content, Json);
            if (found is { AppId.Length: > 0, Key.Length: > 0, Secret.Length: > 0 }) return found;
        }
        catch (JsonException)
        {
            // Its message would quote the file, so the sentence below stands in for it.
        }

        throw new StartRefusedException($"The push credentials in {path} are damaged: restore the file, or delete it to create new ones (browsers get the new key by reloading).");
    }

    private static byte[] Make() => JsonSerializer.SerializeToUtf8Bytes(
        new EmbeddedCredentials(
            RandomNumberGenerator.GetInt32(100_000, 1_000_000).ToString(CultureInfo.InvariantCulture),
            RandomNumberGenerator.GetHexString(20, lowercase: true),
            RandomNumberGenerator.GetHexString(64, lowercase: true)),
        Json);
}
