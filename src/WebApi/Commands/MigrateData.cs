using System.Data.Common;
using System.Globalization;
using Messaging.Infrastructure.Persistence;
using Messaging.Infrastructure.Persistence.Moving;
using Microsoft.EntityFrameworkCore;

namespace Messaging.WebApi.Commands;

/// <summary>The command <c>migrate-data</c>: copies the configured database into another one.</summary>
internal static class MigrateData
{
    private static readonly TimeSpan StatementLimit = TimeSpan.FromHours(1);

    private static readonly string Usage =
        $"usage: migrate-data --to {string.Join('|', DataMove.Targets)} --connection \"…\" [--batch-size 500]\nThe source is the configured database. Stop the app first.";

    /// <returns>The exit code: 0 moved and compared, 1 not moved, 2 wrong arguments.</returns>
    public static async Task<int> MigrateDataAsync(this WebApplication app, string[] args)
    {
        var batch = args.ValueOf("--batch-size");
        var batchSize = DataMove.DefaultBatchSize;
        if (!Enum.TryParse<DatabaseProvider>(args.ValueOf("--to"), ignoreCase: true, out var to) || !DataMove.Targets.Contains(to)
            || args.ValueOf("--connection") is not { Length: > 0 } connection
            || (batch is not null && !(int.TryParse(batch, CultureInfo.InvariantCulture, out batchSize) && batchSize is > 0 and <= 10_000)))
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        await app.Services.OwnFileAsync(cancellationToken: app.Lifetime.ApplicationStopping);
        await using var scope = app.Services.CreateAsyncScope();
        try
        {
            await using var target = DataMove.Open(to, connection);
            var source = scope.ServiceProvider.GetRequiredService<MessagingDbContext>();
            // Counting the rows of a large table takes longer than a request may.
            source.Database.SetCommandTimeout(StatementLimit);
            await new DataMove(source, target, Console.WriteLine).RunAsync(batchSize, app.Lifetime.ApplicationStopping);
            return 0;
        }
        catch (Exception exception) when (exception is MoveRefusedException or DbException or DbUpdateException or ArgumentException)
        {
            // Of the drivers the kind only: their messages may quote the connection string, or a row.
            await Console.Error.WriteLineAsync(exception is MoveRefusedException
                ? exception.Message
                : $"The databases cannot be reached, or a row was refused ({exception.GetType().Name}: {Reason(exception)}). Fix the cause and run the command again; it resumes where it stopped.");
            return 1;
        }
    }

    private static string Reason(Exception exception) => exception.GetBaseException() is DbException { SqlState: { } state } ? state : exception.GetBaseException().GetType().Name;
}
