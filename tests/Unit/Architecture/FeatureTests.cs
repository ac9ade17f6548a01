using System.Text.RegularExpressions;
using Messaging.Unit.Support;
using NetArchTest.Rules;
using Xunit;

namespace Messaging.Unit.Architecture;

/// <summary>Features of Application know each other in one direction. A new arrow is a decision: it is written here and in <c>docs/architecture.md</c>.</summary>
public sealed partial class FeatureTests
{
    private const string Root = "Messaging.Application.";

    /// <summary>Each feature with the features that it may know. All of them stand above it, so there is no ring.</summary>
    private static readonly (string Feature, string Knows)[] Allowed =
    [
        ("Common", ""),
        ("Realtime", "Common"),
        ("Outbox", "Common Realtime"),
        ("Presence", "Common Realtime Outbox"),
        ("Users", "Common Presence"),
        ("Blocks", "Common Users"),
        ("Conversations", "Common Realtime Outbox Users Blocks"),
        ("Messages", "Common Realtime Outbox Blocks Conversations"),
        ("Reactions", "Common Realtime Outbox Conversations Messages"),
        ("ReadReceipts", "Realtime Outbox Conversations"),
        ("Typing", "Common Realtime Blocks"),
        ("Notifications", "Common Realtime Outbox Presence"),
        ("Auth", "Common Realtime Outbox Users"),
        ("Sync", "Common Realtime Presence Conversations Messages Typing"),
        ("Importing", "Common Users Conversations Messages Reactions Auth"),
        ("Samples", "Common Auth"),
    ];

    private static readonly string[] AllowedArrows =
        [.. Allowed.SelectMany(row => row.Knows.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(other => $"{row.Feature} -> {other}"))];

    /// <summary>The arrows of the code, each with the types and the files that make it. Files are read too, since a constant leaves no trace in compiled code.</summary>
    private static readonly ILookup<string, string> Arrows = Compiled().Concat(Written())
        .Where(arrow => arrow.From != arrow.To)
        .ToLookup(arrow => $"{arrow.From} -> {arrow.To}", arrow => arrow.Because);

    [Fact]
    public void Features_know_only_these_features() =>
        None(Arrows.Where(arrow => !AllowedArrows.Contains(arrow.Key)).Select(arrow => $"{arrow.Key}: {string.Join(", ", arrow.Distinct())}"));

    [Fact]
    public void Every_allowed_arrow_is_used() => None(AllowedArrows.Except(Arrows.Select(arrow => arrow.Key)));

    [Fact]
    public void Allowed_arrows_form_no_ring()
    {
        var features = Array.ConvertAll(Allowed, row => row.Feature);

        None(AllowedArrows.Select(arrow => arrow.Split(" -> ")).Where(arrow => Array.IndexOf(features, arrow[1]) is var place && (place < 0 || place >= Array.IndexOf(features, arrow[0]))).Select(arrow => $"{arrow[1]} must stand above {arrow[0]}."));
    }

    [Fact]
    public void Every_folder_is_a_feature() => Assert.Equal(
        Directory.GetDirectories(Repository.PathOf("src/Application")).Select(folder => Path.GetFileName(folder)).Except(["bin", "obj"]).Order(StringComparer.Ordinal),
        Allowed.Select(row => row.Feature).Order(StringComparer.Ordinal));

    [Fact]
    public void Document_shows_the_same_arrows()
    {
        var document = Repository.Read("docs/architecture.md");
        var rows = Rows().Matches(document).Select(row => (row.Groups["feature"].Value, row.Groups["knows"].Value));
        var drawn = Drawn().Matches(document).Select(arrow => $"{arrow.Groups["from"].Value} -> {arrow.Groups["to"].Value}").ToArray();

        Assert.Equal(Allowed, rows);
        Assert.NotEmpty(drawn);
        None(drawn.Except(AllowedArrows));
    }

    private static IEnumerable<(string From, string To, string Because)> Compiled() =>
        from feature in Allowed
        from other in Allowed
        from type in Types.InAssembly(Assemblies.Application).That().ResideInNamespace(Root + feature.Feature).And().HaveDependencyOn(Root + other.Feature).GetTypes()
        select (feature.Feature, other.Feature, type.Name);

    private static IEnumerable<(string From, string To, string Because)> Written() =>
        from file in Repository.Source
        let path = file.Path.Split('/')
        where file.Path.StartsWith("src/Application/", StringComparison.Ordinal) && path.Length > 3
        from name in Names().Matches(Repository.WithoutComments(file.Text))
        select (path[2], name.Groups["feature"].Value, path[^1]);

    private static void None(IEnumerable<string> wrong) => Assert.True(!wrong.Any(), string.Join(Environment.NewLine, wrong));

    [GeneratedRegex(@"\bMessaging\.Application\.(?<feature>\w+)", RegexOptions.None, 1000)]
    private static partial Regex Names();

    // | `Sync` | Common Messages |
    [GeneratedRegex(@"^\| `(?<feature>[A-Z]\w+)` \|(?: (?<knows>[A-Z][A-Za-z ]*))? \|\r?$", RegexOptions.Multiline, 1000)]
    private static partial Regex Rows();

    // Sync --> Messages
    [GeneratedRegex(@"^  (?<from>[A-Z]\w+) --> (?<to>[A-Z]\w+)\r?$", RegexOptions.Multiline, 1000)]
    private static partial Regex Drawn();
}
