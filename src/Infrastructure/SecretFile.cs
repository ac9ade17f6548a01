using System.Security.Cryptography;
using System.Text;

namespace Messaging.Infrastructure;

/// <summary>A small file with a secret, made once and then kept. Only its owner may read it.</summary>
internal static class SecretFile
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <returns>Null when there is no such file.</returns>
    public static byte[]? Read(string path) => File.Exists(path) ? File.ReadAllBytes(path) : null;

    /// <summary>Reads the file, or makes it and its directory. Processes that start together come one after the other.</summary>
    /// <param name="path">Absolute.</param>
    /// <param name="make">Makes the content.</param>
    /// <exception cref="StartRefusedException">Another process has been making the file for 10 s.</exception>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be read or written.</exception>
    public static byte[] ReadOrMake(string path, Func<byte[]> make)
    {
        if (Read(path) is { } found) return found;

        // A move that does not overwrite is not atomic everywhere.
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..32];
        using var turn = new Mutex(initiallyOwned: false, $"messaging-{name}");
        try
        {
            if (!turn.WaitOne(Patience))
                throw new StartRefusedException($"Another process has been making {path} for {Patience.TotalSeconds:0} s. End it, or set Data:Directory to a directory of its own.");
        }
        catch (AbandonedMutexException)
        {
            // Its owner died. The file is whole or not there.
        }

        try
        {
            return Read(path) ?? Write(path, make());
        }
        finally
        {
            turn.ReleaseMutex();
        }
    }

    private static byte[] Write(string path, byte[] content)
    {
        var directory = Path.GetDirectoryName(path)!;
        PrivateFiles.MakeDirectory(directory);
        var draft = Path.Combine(directory, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}");
        try
        {
            using (var file = PrivateFiles.Create(draft))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            // Whole or not at all.
            File.Move(draft, path, overwrite: false);
            return content;
        }
        finally
        {
            File.Delete(draft);
        }
    }
}
