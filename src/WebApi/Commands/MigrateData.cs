using System.CommandLine;
using System.Data.Common;
using Messaging.Infrastructure.Persistence;
using Messaging.Infrastructure.Persistence.Moving;
using Microsoft.EntityFrameworkCore;

namespace Messaging.WebApi.Commands;

/// <summary>The command <c>migrate-data</c>: copies the configured database into another one.</summary>
internal static class MigrateData
{
    private const int LargestBatch = 10_000;

    private static readonly TimeSpan StatementLimit = TimeSpan.FromHours(1);

    public static Command Create()
    {
        var to = new Option<DatabaseProvider>("--to")
        {
            Description = "The kind of the new database.", HelpName = string.Join('|', DataMove.Targets), Required = true, CustomParser = CommandLine.OneOf(DataMove.Targets),
        };
        var connection = new Option<string>("--connection") { Description = "The connection string of the new database, which has to be empty.", Required = true };
        connection.Validators.Add(result =>
        {
            if (string.IsNullOrEmpty(result.Tokens.ElementAtOrDefault(0)?.Value)) result.AddError("--connection is empty.");
        });
        var batchSize = new Option<int>("--batch-size") { Description = $"Rows in one transaction, 1 to {LargestBatch}.", DefaultValueFactory = _ => DataMove.DefaultBatchSize };
        batchSize.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > LargestBatch) result.AddError($"--batch-size has to be between 1 and {LargestBatch}.");
        });
        return new Command("migrate-data", "Copy the configured database into another one. Stop the app first.") { to, connection, batchSize }.OnApp((app, parsed) =>
            RunAsync(app, parsed.GetValue(to), parsed.GetRequiredValue(connection), parsed.GetValue(batchSize), parsed.InvocationConfiguration));
    }

    private static async Task<int> RunAsync(WebApplication app, DatabaseProvider to, string connection, int batchSize, InvocationConfiguration console)
    {
        await app.Services.OwnFileAsync(cancellationToken: app.Lifetime.ApplicationStopping);
        await using var scope = app.Services.CreateAsyncScope();
        try
        {
            await using var target = DataMove.Open(to, connection);
            var source = scope.ServiceProvider.GetRequiredService<MessagingDbContext>();
            // Counting the rows of a large table takes longer than a request may.
            source.Database.SetCommandTimeout(StatementLimit);
            var progress = ProgressLine.To(console.Output, app.Services.GetRequiredService<TimeProvider>());
            await new DataMove(source, target, progress.WriteLine, progress.Report).RunAsync(batchSize, app.Lifetime.ApplicationStopping);
            return CommandLine.Succeeded;
        }
        catch (Exception exception) when (exception is MoveRefusedException or DbException or DbUpdateException or ArgumentException)
        {
            // Of the drivers the kind only: their messages may quote the connection string, or a row.
            await console.Error.WriteLineAsync(exception is MoveRefusedException
                ? exception.Message
                : $"The databases cannot be reached, or a row was refused ({exception.GetType().Name}: {Reason(exception)}). Fix the cause and run the command again; it resumes where it stopped.");
            return CommandLine.Failed;
        }
    }

    private static string Reason(Exception exception) => exception.GetBaseException() is DbException { SqlState: { } state } ? state : exception.GetBaseException().GetType().Name;
}
