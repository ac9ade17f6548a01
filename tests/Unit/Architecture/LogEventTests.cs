using System.Text.RegularExpressions;
using Messaging.Unit.Support;
using Xunit;

namespace Messaging.Unit.Architecture;

/// <summary>An event id in the log names one message, so that a filter or an alert finds this one and no other.</summary>
public sealed partial class LogEventTests
{
    private static readonly string[] Ids =
        [.. Repository.Source.SelectMany(file => Messages().Matches(file.Text)).Select(message => message.Groups["id"].Value)];

    [Fact]
    public void Every_message_is_written_in_one_form_with_an_id() =>
        Assert.Equal(Repository.Source.Sum(file => Regex.Count(file.Text, @"\[LoggerMessage\(", RegexOptions.None, TimeSpan.FromSeconds(1))), Ids.Length);

    [Fact]
    public void Ids_are_unique() => Assert.Empty(Ids.GroupBy(id => id).Where(id => id.Count() > 1).Select(id => id.Key));

    [Fact]
    public void Document_lists_every_id_and_no_other()
    {
        var table = Repository.Read("docs/operations.md").Split("\n## Logs\n")[1].Split("\n## ")[0];
        var listed = Rows().Matches(table).SelectMany(row => row.Groups["ids"].Value.Split(", "));

        Assert.Equal(Ids.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"\[LoggerMessage\((?<id>[0-9]+), LogLevel\.\w+, """, RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Messages();

    [GeneratedRegex(@"^\| \w+ \| (?<ids>[0-9, ]+) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Rows();
}
