using System.Text.RegularExpressions;
using Messaging.Unit.Support;
using Messaging.WebApi.Commands;
using Xunit;

namespace Messaging.Unit.Deployment;

/// <summary>
/// Every command in the README and the documents is run by something that is named here, or is listed as
/// not run, with the reason. What it names (projects, programs, options, files, settings) exists.
/// </summary>
public sealed partial class DocumentedCommandsTests
{
    /// <summary>Pattern of a command, and what runs it: a file of the repository, with the text in it that does so.</summary>
    private static readonly (string Pattern, string RunBy, string Text)[] Run =
    [
        (@"dotnet run --project src/WebApi", "scripts/try-publish.sh", "Messaging.WebApi.dll"),
        (@"dotnet run --project src/WebApi -- smoke https?://\S+", "tests/Integration/Operations/SmokeTests.cs", "\"smoke\""),
        (@"dotnet run --project src/WebApi -- check-config", "tests/Integration/Operations/CheckConfigTests.cs", "\"check-config\""),
        (@"dotnet run --project src/WebApi -- migrate", "tests/Integration/Operations/UpgradeTests.cs", "\"migrate\""),
        (@"dotnet run --project src/WebApi -- migration-script \w+( \w+)? > \S+", "tests/Unit/Infrastructure/MigrationsTests.cs", "\"migration-script\""),
        (@"dotnet run --project src/WebApi -- migration-script \w+ \w+", "tests/Unit/Infrastructure/MigrationsTests.cs", "\"migration-script\""),
        (@"dotnet run --project src/WebApi -- migrate-data --to \w+ --connection ""[^""]+""", "tests/Integration/Moving/MigrateDataTests.cs", "\"migrate-data\""),
        (@"dotnet run --project src/WebApi -- import-history \S+", "tests/Integration/Moving/ImportHistoryTests.cs", "\"import-history\""),
        (@"dotnet \S+/Messaging\.WebApi\.dll (migrate|smoke https?://\S+)", "scripts/try-publish.sh", "smoke"),
        (@"dotnet test", ".ci/run", "dotnet test"),
        (@"dotnet test --project tests/(Unit|Integration) -- --filter-class '\S+'", ".ci/run", "dotnet test"),
        (@"npm test --prefix src/WebApi/ClientApp", ".ci/run", "npm test"),
        (@"dotnet publish src/WebApi --configuration Release --use-current-runtime --output \S+", "scripts/try-publish.sh", "dotnet publish src/WebApi --configuration Release --use-current-runtime --output"),
        (@"\.ci/run", ".ci/run", "#!/usr/bin/env bash"),
        (@"scripts/try-publish\.sh", ".ci/run", "scripts/try-publish.sh"),
        (@"nginx -t", "tests/Integration/Operations/Nginx.cs", "deploy"),
        (@"curl --fail http://127\.0\.0\.1:5080/health/ready", "scripts/try-publish.sh", "/health/ready"),
    ];

    /// <summary>Pattern of a command, and why nothing runs it.</summary>
    private static readonly (string Pattern, string Reason)[] NotRun =
    [
        (@"dotnet run --project src/WebApi --configuration Release", "needs the services that the settings above it name"),
        (@"dotnet run -c Release --project tests/Load -- .+", "measures; run by hand, results in docs/performance.md"),
        (@"scripts/add-migration\.sh \w+", "changes the sources"),
        (@"UPDATE_OPENAPI=1 dotnet test --project tests/Unit", "changes docs/openapi.json; the test without the variable compares"),
        (@"(npm run dev|dotnet build) .*", "for development; does not end, or is part of dotnet test"),
        (@"(apt-get|systemctl|install|useradd|ln|set|runuser|journalctl|timedatectl|ss|ps|stat) .+", "changes or looks at a server; done by hand when this was written"),
        (@"(docker|az) .+", "needs Docker or an account"),
        (@"(POSTGRES|MSSQL_SA)_PASSWORD=\S+ docker .+", "needs Docker"),
        (@"curl .+", "needs a token or a host"),
        (@"sqlite3 .+", "a tool of its own"),
        (@"psql .+", "a tool of its own"),
        (@"git .+", "a tool of its own"),
        (@"cp .+", "copies a file"),
        (@"npm (ci|i|install)\b.*", "part of the build"),
        (@"npm publish .+", "needs an account at a registry"),
    ];

    private static (string File, string Line)[] Commands { get; } =
    [
        .. Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md").Concat([Repository.PathOf("README.md"), Repository.PathOf("CONTRIBUTING.md")])
            .SelectMany(path => ShellBlocks().Matches(File.ReadAllText(path))
                .SelectMany(block => block.Groups["text"].Value.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n'))
                .Select(line => (Path.GetFileName(path), Comment().Replace(line, "").Trim())))
            .Where(command => command.Item2.Length > 0),
    ];

    [Fact]
    public void Every_command_is_run_by_something_or_has_a_reason_not_to_be()
    {
        Assert.True(Commands.Length > 20);
        var unknown = Commands.Where(command => !IsAssignments(command.Line)
            && !Array.Exists(Run, known => Matches(known.Pattern, command.Line))
            && !Array.Exists(NotRun, known => Matches(known.Pattern, command.Line)));
        Assert.Equal([], unknown.Select(command => $"{command.File}: {command.Line}"));
    }

    [Fact]
    public void What_is_said_to_run_them_does_so() =>
        Assert.All(Run, known => Assert.Contains(known.Text, Repository.Read(known.RunBy), StringComparison.Ordinal));

    [Fact]
    public void Commands_of_the_app_and_programs_of_the_load_project_exist()
    {
        var app = CommandLine.Root(_ => Task.CompletedTask).Subcommands.Select(command => command.Name).ToArray();
        var load = Verbs(@"case \[""(?<verb>[\w-]+)""", "tests/Load/Program.cs");
        var documents = string.Join('\n', Commands.Select(command => command.Line).Concat(InlineCommands()));

        var usedOfApp = Regex.Matches(documents, @"(?:--project src/WebApi(?: --configuration \w+)? --|Messaging\.WebApi\.dll) (?<verb>[a-z][\w-]+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        var usedOfLoad = Regex.Matches(documents, @"--project tests/Load -- (?<verb>[\w-]+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        Assert.NotEmpty(usedOfApp);
        Assert.NotEmpty(usedOfLoad);
        Assert.All(usedOfApp, match => Assert.Contains(match.Groups["verb"].Value, app));
        Assert.All(usedOfLoad, match => Assert.Contains(match.Groups["verb"].Value, load));
    }

    [Fact]
    public void Settings_and_files_in_commands_exist()
    {
        var settings = Commands.SelectMany(command => Settings().Matches(command.Line).Select(match => (command.File, Name: match.Groups["name"].Value))).ToArray();
        Assert.NotEmpty(settings);
        Assert.Equal([], settings.Where(setting => !SettingsTests.KnownNames.Contains(setting.Name)).Select(setting => $"{setting.File}: {setting.Name}"));

        var files = Commands.SelectMany(command => Files().Matches(command.Line).Select(match => match.Value)).Distinct().ToArray();
        Assert.NotEmpty(files);
        Assert.Equal([], files.Where(file => !Path.Exists(Repository.PathOf(file))));
    }

    private static IEnumerable<string> InlineCommands() =>
        Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md").Append(Repository.PathOf("README.md")).SelectMany(path => Inline().Matches(File.ReadAllText(path)).Select(match => match.Value));

    private static string[] Verbs(string pattern, string file) =>
        [.. Regex.Matches(Repository.Read(file), pattern, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Select(match => match.Groups["verb"].Value)];

    private static bool Matches(string pattern, string line) => Regex.IsMatch(line, $"^(?:{pattern})$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    /// <summary>Only sets variables, which are looked at elsewhere.</summary>
    private static bool IsAssignments(string line) => Matches(@"(export )?(\w+=('[^']*'|""[^""]*""|(<[^>]*>|\S)*) ?)+", line);

    [GeneratedRegex(@"```sh\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ShellBlocks();

    [GeneratedRegex(@"(^|\s)# .*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\b(?<name>[A-Z]\w*__\w+|ASPNETCORE_\w+)=", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Settings();

    [GeneratedRegex(@"(?<![\w/.])(deploy|scripts|src|tests)/[\w./-]*\w", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Files();

    [GeneratedRegex(@"`dotnet [^`\n]+`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Inline();
}
