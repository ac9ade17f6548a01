using System.Runtime.Versioning;
using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Operations;

/// <summary>Other users of the machine read nothing in the data folder, whatever the umask is and whoever made the files.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class FileModesTests
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Fact]
    public async Task Files_and_folder_are_for_the_owner_only()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no such modes on Windows.");
        await using var app = await AppProcess.StartNewAsync();
        await Person.RegisterAsync(app.Address);
        var data = new DirectoryInfo(Path.Combine(app.Home, "data"));
        AssertPrivate(data);
        await app.KillAsync();
        foreach (var file in data.GetFiles()) file.UnixFileMode = OwnerFile | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        data.UnixFileMode |= UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

        await app.StartAsync();

        AssertPrivate(data);
    }

    [Fact]
    public async Task Start_writes_no_warning()
    {
        await using var app = await AppProcess.StartNewAsync();

        // Not about the web client, which tests may be built without.
        Assert.DoesNotContain(app.Logs, line => line.Contains("\"@l\":\"", StringComparison.Ordinal) && !line.Contains("WebRootPath", StringComparison.Ordinal));
    }

    private static void AssertPrivate(DirectoryInfo data)
    {
        data.Refresh();
        Assert.Equal(OwnerFile | UnixFileMode.UserExecute, data.UnixFileMode);
        string[] expected = ["data-protection.key", "messaging.db", "messaging.db-shm", "messaging.db-wal", "messaging.db.lock", "pusher.json"];
        Assert.Equal(expected, data.GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal));
        Assert.All(data.GetFiles(), file => Assert.True(file.UnixFileMode == OwnerFile, $"{file.Name} has {file.UnixFileMode}"));
    }
}
