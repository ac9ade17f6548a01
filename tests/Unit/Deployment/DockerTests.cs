using System.Text.RegularExpressions;
using Messaging.Unit.Support;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Messaging.Unit.Deployment;

/// <summary>As far as the container files can be checked without Docker: what they name exists.</summary>
public sealed partial class DockerTests
{
    private static readonly string[] Instructions = ["FROM", "WORKDIR", "COPY", "RUN", "ENV", "VOLUME", "USER", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT"];

    private static readonly string[] ReadByProjects = ["global.json", "Directory.Build.props", "Directory.Packages.props", ".editorconfig", "BannedSymbols.txt"];

    // Of the base images, not of the app.
    private static readonly string[] ForeignNames =
    [
        "POSTGRES_USER", "POSTGRES_PASSWORD", "POSTGRES_DB", "ACCEPT_EULA", "MSSQL_SA_PASSWORD",
    ];

    private static string[] Lines { get; } = Repository.Read("Dockerfile").Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')
        .Where(line => line.Length > 0 && !line.StartsWith('#')).ToArray();

    public static TheoryData<string> ComposeFiles => [.. Directory.GetFiles(Repository.PathOf("deploy"), "compose.*.yml").Select(path => Path.GetFileName(path)!)];

    [Fact]
    public void The_image_is_made_of_known_instructions_in_stages_and_runs_without_rights()
    {
        Assert.All(Lines, line => Assert.Contains(line.Split(' ')[0], Instructions));
        Assert.True(Lines.Count(line => line.StartsWith("FROM ", StringComparison.Ordinal)) > 1);
        var last = Lines[Array.FindLastIndex(Lines, line => line.StartsWith("FROM ", StringComparison.Ordinal))..];
        Assert.Equal("FROM mcr.microsoft.com/dotnet/aspnet:10.0", last[0]);
        Assert.Contains("USER $APP_UID", last);
        Assert.Contains(last, line => line.StartsWith("HEALTHCHECK ", StringComparison.Ordinal));
    }

    [Fact]
    public void What_the_image_copies_is_there_and_not_ignored()
    {
        var ignored = Repository.Read(".dockerignore").Split('\n');
        var stages = Lines.Select(line => Stage().Match(line)).Where(match => match.Success).Select(match => match.Groups["name"].Value).ToArray();
        var copies = Lines.Where(line => line.StartsWith("COPY ", StringComparison.Ordinal)).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..]).ToArray();
        var fromOutside = copies.Where(words => !words[0].StartsWith("--from=", StringComparison.Ordinal)).SelectMany(words => words[..^1]).ToArray();

        Assert.NotEmpty(fromOutside);
        Assert.All(fromOutside, path => Assert.True(Path.Exists(Repository.PathOf(path)), $"{path} is not there"));
        Assert.All(fromOutside, path => Assert.Contains($"!{path.Split('/')[0]}", ignored));
        Assert.All(copies.Where(words => words[0].StartsWith("--from=", StringComparison.Ordinal)), words => Assert.Contains(words[0]["--from=".Length..], stages));
        // Files that the projects read from the root of the repository must be in the image that builds them.
        Assert.Empty(ReadByProjects.Except(fromOutside));
    }

    [Theory, MemberData(nameof(ComposeFiles))]
    public void A_compose_file_is_yaml_with_a_database_and_the_app(string file)
    {
        var root = Load(file);
        var services = Map(root["services"]);
        Assert.Equal(["app", "db"], Keys(services).Order(StringComparer.Ordinal));
        var app = Map(services["app"]);

        var context = Path.GetFullPath(Path.Combine(Repository.PathOf("deploy"), Text(Map(app["build"])["context"])));
        Assert.True(File.Exists(Path.Combine(context, "Dockerfile")));
        Assert.Equal("service_healthy", Text(Map(Map(app["depends_on"])["db"])["condition"]));
        Assert.True(services["db"] is YamlMappingNode db && db.Children.ContainsKey("healthcheck"));
        foreach (var service in services.Children.Values.Cast<YamlMappingNode>())
        {
            var volumes = ((YamlSequenceNode)service["volumes"]).Select(volume => Text(volume).Split(':')[0]);
            Assert.All(volumes, volume => Assert.Contains(volume, Keys(Map(root["volumes"]))));
            Assert.All(Keys(Map(service["environment"])), name => Assert.Contains(name, SettingsTests.KnownNames.Concat(ForeignNames)));
        }
    }

    [Theory, MemberData(nameof(ComposeFiles))]
    public void A_compose_file_holds_no_password_and_opens_no_port_to_the_network(string file)
    {
        var text = File.ReadAllText(Repository.PathOf($"deploy/{file}"));

        Assert.Matches(@"PASSWORD: \$\{\w+:\?", text);
        Assert.All(Passwords().Matches(text), match => Assert.StartsWith("${", match.Groups["value"].Value, StringComparison.Ordinal));
        Assert.All((YamlSequenceNode)Map(Map(Load(file)["services"])["app"])["ports"], port => Assert.StartsWith("127.0.0.1:", Text(port), StringComparison.Ordinal));
        Assert.False(Map(Map(Load(file)["services"])["db"]).Children.ContainsKey("ports"));
    }

    private static YamlMappingNode Load(string file)
    {
        var yaml = new YamlStream();
        using var reader = new StreamReader(Repository.PathOf($"deploy/{file}"));
        yaml.Load(reader);
        return Map(yaml.Documents.Single().RootNode);
    }

    private static YamlMappingNode Map(YamlNode node) => Assert.IsType<YamlMappingNode>(node);

    private static string Text(YamlNode node) => Assert.IsType<YamlScalarNode>(node).Value!;

    private static IEnumerable<string> Keys(YamlMappingNode map) => map.Children.Keys.Select(Text);

    [GeneratedRegex(@"^FROM \S+ AS (?<name>\w+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Stage();

    [GeneratedRegex(@"Password=(?<value>[^;\s]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Passwords();
}
