using System.Data.Common;
using Messaging.Infrastructure;
using Microsoft.AspNetCore.Connections;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Options;

namespace Messaging.WebApi;

/// <summary>Explains in one sentence why the start or a command failed, when the operator can fix the cause. Everything else keeps its stack trace.</summary>
internal static class StartFailure
{
    /// <returns>Null when the operator can do nothing about it.</returns>
    public static string? Explain(Exception exception) => exception switch
    {
        StartRefusedException refused => refused.Message,
        OptionsValidationException options => string.Join('\n', options.Failures),
        AggregateException several when several.InnerExceptions.All(inner => inner is OptionsValidationException) =>
            string.Join('\n', several.InnerExceptions.Cast<OptionsValidationException>().SelectMany(options => options.Failures)),
        // A word that is none of an enumeration, or no number where one belongs: the binder names the setting.
        InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" } unreadable => unreadable.Message,
        IOException { InnerException: AddressInUseException } taken => $"{taken.Message} Stop what listens there, or set ASPNETCORE_URLS to another address.",
        DbException or RetryLimitExceededException { InnerException: DbException } =>
            $"The database returned an error ({(exception.InnerException as DbException ?? exception).Message}). Check Database:ConnectionString and that user's permissions.",
        _ => null,
    };
}
