using Messaging.Infrastructure.Persistence;

namespace Messaging.WebApi.Commands;

/// <summary>The command <c>migration-script</c>: prints the schema as SQL instead of starting the app. Needs no configuration.</summary>
internal static class PrintMigrationScript
{
    /// <param name="arguments">The provider, then, if wanted, the migration to start from.</param>
    /// <param name="output">Gets the script and nothing else, so that it can be a file.</param>
    /// <param name="errors">Gets the sentence that says what is wrong.</param>
    /// <returns>The exit code: 1 when the arguments are wrong.</returns>
    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter errors)
    {
        if (arguments is not [var name, ..] || arguments.Length > 2 || !Enum.TryParse<DatabaseProvider>(name, ignoreCase: true, out var provider) || !Enum.IsDefined(provider))
        {
            await errors.WriteLineAsync($"Usage: migration-script {string.Join('|', Enum.GetNames<DatabaseProvider>())} [LAST_APPLIED_MIGRATION]");
            return 1;
        }

        try
        {
            await output.WriteAsync(MigrationScript.For(provider, arguments.ElementAtOrDefault(1)));
            return 0;
        }
        catch (InvalidOperationException exception)
        {
            await errors.WriteLineAsync(exception.Message);
            return 1;
        }
    }
}
