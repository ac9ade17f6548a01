using System.CommandLine;
using Messaging.Infrastructure.Persistence;

namespace Messaging.WebApi.Commands;

/// <summary>The command <c>migration-script</c>: prints the schema as SQL and nothing else, so that it can be a file. Needs no configuration.</summary>
internal static class PrintMigrationScript
{
    public static Command Create()
    {
        var provider = new Argument<DatabaseProvider>("provider")
        {
            Description = "The kind of database.",
            HelpName = string.Join('|', Enum.GetNames<DatabaseProvider>()),
            CustomParser = CommandLine.OneOf(Enum.GetValues<DatabaseProvider>()),
        };
        var from = new Argument<string?>("last-applied-migration") { Description = "The newest migration that the database has; needed where the script cannot look for itself.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("migration-script", "Print the schema as SQL.") { provider, from };
        command.SetAction(async (parsed, _) => await RunAsync(parsed.GetValue(provider), parsed.GetValue(from), parsed.InvocationConfiguration));
        return command;
    }

    private static async Task<int> RunAsync(DatabaseProvider provider, string? from, InvocationConfiguration console)
    {
        try
        {
            await console.Output.WriteAsync(MigrationScript.For(provider, from));
            return CommandLine.Succeeded;
        }
        catch (InvalidOperationException exception)
        {
            await console.Error.WriteLineAsync(exception.Message);
            return CommandLine.WrongArguments;
        }
    }
}
