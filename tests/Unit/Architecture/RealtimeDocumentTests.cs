using System.Reflection;
using System.Text.RegularExpressions;
using Messaging.Application.Realtime;
using Messaging.Unit.Support;
using Xunit;

namespace Messaging.Unit.Architecture;

/// <summary><c>docs/realtime.md</c> is what somebody writes a mobile client from, so it has to be true.</summary>
public sealed class RealtimeDocumentTests
{
    [Fact]
    public void Events_of_the_document_are_those_of_the_code()
    {
        var names = typeof(RealtimeEventNames).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!);

        Assert.Equal(names.Order(StringComparer.Ordinal), Documented().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Web_client_knows_every_event()
    {
        var client = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "WebApi", "ClientApp", "packages", "client", "src"), "*.ts", SearchOption.AllDirectories)
            .Select(File.ReadAllText)
            .ToArray();

        Assert.NotEmpty(client);
        Assert.All(Documented(), name => Assert.Contains(client, text => text.Contains($"'{name}'", StringComparison.Ordinal)));
    }

    // Rows of the table that begin with a name in code style: | `new-message` | …
    private static string[] Documented() =>
        [.. Regex.Matches(
                File.ReadAllText(Path.Combine(Repository.Root, "docs", "realtime.md")),
                @"^\| `([a-z-]+)` \| (?:chat|user)[ ,]",
                RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)
            .Select(match => match.Value.Split('`')[1])];
}
