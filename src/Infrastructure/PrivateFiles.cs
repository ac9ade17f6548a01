namespace Messaging.Infrastructure;

/// <summary>Files and directories that only their owner may use, whatever the umask is: modes 600 and 700. On Windows the access rights of the parent apply.</summary>
internal static class PrivateFiles
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerDirectory = OwnerFile | UnixFileMode.UserExecute;
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Makes a directory where there is none, with its parents.</summary>
    public static void MakeDirectory(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, OwnerDirectory);
    }

    /// <summary>Makes a file that must not exist, and opens it for writing.</summary>
    public static FileStream Create(string path) => Open(path, FileMode.CreateNew);

    /// <summary>Opens a file for this process alone, and makes it where there is none.</summary>
    public static FileStream Open(string path, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = mode == FileMode.CreateNew ? FileAccess.Write : FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerFile;
        return new FileStream(path, options);
    }

    /// <summary>True when <see cref="Open"/> failed because another process has the file open.</summary>
    // EWOULDBLOCK on Linux and on macOS, ERROR_SHARING_VIOLATION on Windows.
    public static bool IsHeldByAnother(Exception exception) => exception.HResult is 11 or 35 or unchecked((int)0x80070020);

    /// <summary>
    /// Takes the rights of others from what exists. A directory that is meant for all, such as <c>/tmp</c>, stays as it is.
    /// </summary>
    /// <returns>The paths whose mode this process may not change.</returns>
    public static IReadOnlyList<string> Restrict(IEnumerable<string> paths) => OperatingSystem.IsWindows() ? [] : [.. paths.Where(path => !TryRestrict(path))];

    private static bool TryRestrict(string path)
    {
        if (OperatingSystem.IsWindows() || !Path.Exists(path)) return true;
        try
        {
            var mode = File.GetUnixFileMode(path);
            if ((mode & Others) != UnixFileMode.None && (mode & UnixFileMode.StickyBit) == UnixFileMode.None) File.SetUnixFileMode(path, mode & ~Others);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
