using System.CommandLine;
using System.CommandLine.Parsing;

namespace Messaging.WebApi.Commands;

/// <summary>
/// The command line: one of the commands, or none, which starts the server. Settings may be given as with any
/// ASP.NET Core app, for example <c>--Push:Driver=None</c>. Every other word is refused.
/// </summary>
internal static class CommandLine
{
    /// <summary>Exit code: done.</summary>
    public const int Succeeded = 0;

    /// <summary>Exit code: not done, or something is not in order. The last line says what.</summary>
    public const int Failed = 1;

    /// <summary>Exit code: the arguments are wrong, and nothing was done.</summary>
    public const int WrongArguments = 2;

    private static readonly ParserConfiguration Parsing = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    /// <summary>All commands.</summary>
    /// <param name="serve">Starts the server with the settings of the command line.</param>
    public static RootCommand Root(Func<string[], Task> serve)
    {
        var root = new RootCommand("The messaging server. Without a command it starts. Settings may follow, for example --Push:Driver=None.")
        {
            CheckConfig.Create(), ImportHistory.Create(), Migrate.Create(), MigrateData.Create(), PrintMigrationScript.Create(), Smoke.Create(),
        };
        root.TreatUnmatchedTokensAsErrors = false;
        root.SetAction(async (parsed, _) =>
        {
            await serve([.. parsed.UnmatchedTokens]);
            return Succeeded;
        });
        return root;
    }

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, TextWriter errors, Func<string[], Task> serve)
    {
        var root = Root(serve);
        var parsed = root.Parse(arguments, Parsing);
        var command = parsed.CommandResult.Command;
        string[] flaws =
        [
            .. parsed.Errors.Select(error => error.Message),
            .. UnknownWords(parsed.UnmatchedTokens, mayBeSettings: !command.TreatUnmatchedTokensAsErrors).Select(word => $"Unknown command or option: {word}"),
        ];
        // Failures are explained by the program, and signals are the host's.
        var invocation = new InvocationConfiguration { Output = output, Error = errors, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        if (flaws.Length == 0) return await parsed.InvokeAsync(invocation);

        foreach (var flaw in flaws) await errors.WriteLineAsync(flaw);
        await errors.WriteLineAsync();
        invocation.Output = errors;
        string[] help = command == root ? ["--help"] : [command.Name, "--help"];
        await root.Parse(help, Parsing).InvokeAsync(invocation);
        return WrongArguments;
    }

    /// <summary>Makes a command that uses the app, and so takes settings as well.</summary>
    public static Command OnApp(this Command command, Func<WebApplication, ParseResult, Task<int>> run)
    {
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, _) => run(MessagingApp.Build([.. parsed.UnmatchedTokens]), parsed));
        return command;
    }

    /// <summary>Reads one of some values of an enumeration, in capitals or not.</summary>
    public static Func<ArgumentResult, T> OneOf<T>(IReadOnlyList<T> values)
        where T : struct, Enum => result =>
        {
            var word = result.Tokens[0].Value;
            if (Enum.TryParse<T>(word, ignoreCase: true, out var value) && values.Contains(value)) return value;
            result.AddError($"{word} is none of {string.Join(", ", values)}.");
            return default;
        };

    /// <summary>Settings are <c>--Key=value</c>, <c>Key=value</c> and <c>--Key value</c>, as the configuration of .NET reads them.</summary>
    private static IEnumerable<string> UnknownWords(IReadOnlyList<string> words, bool mayBeSettings)
    {
        for (var i = 0; i < words.Count; i++)
        {
            var isSetting = mayBeSettings && words[i].Contains('=', StringComparison.Ordinal);
            var isKey = mayBeSettings && !isSetting && IsKey(words[i]) && i + 1 < words.Count && !IsKey(words[i + 1]);
            if (isKey) i++;
            else if (!isSetting) yield return words[i];
        }
    }

    private static bool IsKey(string word) => word.StartsWith("--", StringComparison.Ordinal);
}
