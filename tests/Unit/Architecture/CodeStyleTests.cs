using System.Text.RegularExpressions;
using System.Xml.Linq;
using Messaging.Application.Common;
using Messaging.Unit.Support;
using Xunit;

namespace Messaging.Unit.Architecture;

public sealed class CodeStyleTests
{
    [Fact]
    public void Banned_symbols_are_errors_in_every_project()
    {
        var props = XDocument.Parse(Repository.Read("Directory.Build.props"));
        Assert.Contains(props.Descendants("PackageReference"), item => item.Attribute("Include")!.Value == "Microsoft.CodeAnalysis.BannedApiAnalyzers");
        Assert.Contains(props.Descendants("AdditionalFiles"), item => item.Attribute("Include")!.Value == "$(MSBuildThisFileDirectory)BannedSymbols.txt");
        Assert.Contains("dotnet_diagnostic.RS0030.severity = error", Repository.Read(".editorconfig"), StringComparison.Ordinal);

        var projects = Directory.EnumerateFiles(Repository.Root, "*.*proj", SearchOption.AllDirectories).Where(path => !path.Contains("node_modules", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(projects);
        Assert.DoesNotContain(projects, path => File.ReadAllText(path).Contains("RS0030", StringComparison.Ordinal));
        // A nearer file would replace the one at the root for all projects below it.
        Assert.Equal([Repository.PathOf("Directory.Build.props")], Directory.EnumerateFiles(Repository.Root, "Directory.Build.props", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("P:System.DateTime.Now")]
    [InlineData("P:System.DateTime.UtcNow")]
    [InlineData("P:System.DateTime.Today")]
    [InlineData("P:System.DateTimeOffset.Now")]
    [InlineData("P:System.DateTimeOffset.UtcNow")]
    [InlineData("P:System.Threading.Tasks.Task`1.Result")]
    [InlineData("M:System.Threading.Tasks.Task.Wait")]
    [InlineData("M:System.Threading.Thread.Sleep(System.Int32)")]
    public void Symbol_is_banned(string symbol) =>
        Assert.Contains(Repository.Read("BannedSymbols.txt").Split('\n'), line => line.StartsWith(symbol + ";", StringComparison.Ordinal));

    [Fact]
    public void Banned_symbols_name_real_members()
    {
        // A misspelt line bans nothing, and nobody notices.
        var lines = Repository.Read("BannedSymbols.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var names = lines.Select(line => Regex.Match(line, @"^[PM]:(?<type>[\w.`]+)\.(?<member>\w+)[(;]", RegexOptions.NonBacktracking).Groups).ToArray();

        Assert.NotEmpty(names);
        Assert.All(names, groups => Assert.NotEmpty(Type.GetType(groups["type"].Value, throwOnError: true)!.GetMember(groups["member"].Value)));
    }

    [Fact]
    public void Classes_are_sealed_unless_there_is_a_reason()
    {
        Type[] open =
        [
            typeof(Page<>), // the pages of single lists add fields to it
        ];
        var classes = Assemblies.Types(Assemblies.Domain, Assemblies.Application, Assemblies.Broker, Assemblies.Infrastructure, Assemblies.WebApi).Where(type => type is { IsClass: true, IsAbstract: false }).ToArray();

        Assert.NotEmpty(classes);
        Assert.Equal(open, classes.Where(type => !type.IsSealed));
    }

    [Fact]
    public void Web_api_shows_nothing_to_other_assemblies() =>
        Assert.Empty(Assemblies.Types(Assemblies.WebApi).Where(type => type.IsPublic).Select(type => type.FullName));

    [Fact]
    public void An_interface_with_one_implementation_has_a_reason()
    {
        Dictionary<string, string> seams = new(StringComparer.Ordinal)
        {
            ["IAccounts"] = "Identity stands behind it, which Application must not reference",
            ["INewUsers"] = "Identity stands behind it, which Application must not reference",
            ["IConversationTransactions"] = "hand-written statements stand behind it, which Application must not know",
            ["IChannelSigner"] = "holds the secret of the push service, which is configuration",
            ["IOutboxSignal"] = "the dispatcher's latch; Application only wakes it",
            ["IPushSettings"] = "configuration that Application must not bind",
            ["IWebhookVerifier"] = "holds the secret of the push service, which is configuration",
        };
        var types = Assemblies.Types(Assemblies.Domain, Assemblies.Application, Assemblies.Broker, Assemblies.Infrastructure, Assemblies.WebApi).ToArray();
        var interfaces = types.Where(type => type.IsInterface).ToArray();
        var single = interfaces.Where(contract => types.Count(type => type is { IsClass: true, IsAbstract: false } or { IsValueType: true } && Implements(type, contract)) < 2).Select(type => type.Name);

        Assert.NotEmpty(interfaces);
        Assert.Equal(seams.Keys.Order(StringComparer.Ordinal), single.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Files_are_short_enough_to_read_at_once()
    {
        Assert.NotEmpty(Repository.Source);
        Assert.Empty(Repository.Source.Where(file => file.Text.AsSpan().Count('\n') > 300).Select(file => file.Path));
    }

    [Theory]
    [InlineData("#pragma warning disable")]
    [InlineData("TODO")]
    [InlineData("[SuppressMessage")]
    public void Source_does_not_contain(string text)
    {
        Assert.NotEmpty(Repository.Source);
        Assert.Empty(Repository.Source.Where(file => file.Text.Contains(text, StringComparison.Ordinal)).Select(file => file.Path));
    }

    /// <summary>"Who is not in it gets 404" needs a second reading: sentences name their subject. Questions may begin so.</summary>
    [Fact]
    public void Sentences_of_comments_begin_with_a_subject()
    {
        SourceFile[] files = [.. Repository.Source, .. Repository.Client];
        Assert.NotEmpty(Repository.Client);
        Assert.Empty(files.SelectMany(file => SentencesOf(file.Text).Where(WithoutSubject).Select(sentence => $"{file.Path}: {sentence}")));
        // The rule can see what it looks for.
        Assert.Equal(
            ["Who is not in it gets 404.", "What is left stays."],
            SentencesOf("/// <summary>Messages. Who is not in it\n    /// gets 404.</summary>\n    // Who is there? What is left stays. What is it?\n").Where(WithoutSubject));
    }

    private static bool WithoutSubject(string sentence) => Regex.IsMatch(sentence, @"^(Who|Whom|Whose|What|Whoever|Whatever)\b.*[^?]$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);

    private static IEnumerable<string> SentencesOf(string source) =>
        from comment in Regex.Matches(source, @"(^[ \t]*(//|/?\*).*\n?)+", RegexOptions.Multiline | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)
        let text = Regex.Replace(comment.Value, @"^[ \t]*(///?|/?\*\*?/?)", "", RegexOptions.Multiline | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)
        from part in Regex.Split(text, @"</?(?:summary|param|returns|exception|remarks)\b[^>]*>", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)
        from sentence in Regex.Matches(Regex.Replace(part, @"\s+", " ", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture), @"[^ .!?][^.!?]*[.!?]?", RegexOptions.NonBacktracking)
        select sentence.Value;

    private static bool Implements(Type type, Type contract) =>
        Array.Exists(type.GetInterfaces(), candidate => candidate == contract || (candidate.IsGenericType && candidate.GetGenericTypeDefinition() == contract));
}
