using System.Text;

namespace Messaging.Infrastructure.Nodes;

/// <summary>
/// The name of a node in a file that the node locks while it runs. The operating system ends the lock with the process,
/// so a node that starts after a crash gets the name, and with it the lanes, of the one that died. Several nodes that share a
/// data directory have a file each. The files of other machines are left alone: not every network drive shares locks.
/// </summary>
internal sealed class NodeNameFile : IDisposable
{
    private const int MostOfAMachine = 32;

    private readonly FileStream _file;

    private NodeNameFile(FileStream file, string name) => (_file, Name) = (file, name);

    /// <summary>Unique among nodes, up to 100 characters.</summary>
    public string Name { get; }

    /// <summary>Takes a name that no running process has, or makes one.</summary>
    /// <param name="directory">The data directory. It is made when there is none.</param>
    /// <param name="machine">The name of this machine.</param>
    /// <returns>Null when the directory cannot be written, or when all files are taken.</returns>
    public static NodeNameFile? Take(string directory, string machine)
    {
        for (var number = 1; number <= MostOfAMachine; number++)
        {
            try
            {
                PrivateFiles.MakeDirectory(directory);
                return Read(PrivateFiles.Open(Path.Combine(directory, $"node-{machine}-{number}"), FileMode.OpenOrCreate), machine);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                if (!PrivateFiles.IsHeldByAnother(exception)) return null;
            }
        }

        return null;
    }

    /// <summary>Gives the name up.</summary>
    public void Dispose() => _file.Dispose();

    private static NodeNameFile Read(FileStream file, string machine)
    {
        var content = new byte[200];
        var name = Encoding.UTF8.GetString(content, 0, file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false));
        // A crash may have left the file empty or cut short.
        if (name.StartsWith(machine + "-", StringComparison.Ordinal) && Guid.TryParseExact(name[(machine.Length + 1)..], "N", out _)) return new NodeNameFile(file, name);

        name = $"{machine}-{Guid.NewGuid():N}";
        file.SetLength(0);
        file.Write(Encoding.UTF8.GetBytes(name));
        file.Flush();
        return new NodeNameFile(file, name);
    }
}
