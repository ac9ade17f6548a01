using System.Collections.Concurrent;
using System.Data.Common;
using Messaging.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Integration.Support;

/// <summary>Keeps every database command of an app, and which request caused it.</summary>
internal sealed class RecordedCommands(IHttpContextAccessor http) : DbCommandInterceptor
{
    private readonly ConcurrentQueue<Command> _commands = new();

    /// <summary>One command, with what is needed to run it again.</summary>
    /// <param name="Path">Of the request; null in the background.</param>
    /// <param name="Sql">The text.</param>
    /// <param name="Parameters">Names and values.</param>
    internal sealed record Command(string? Path, string Sql, IReadOnlyList<(string Name, object? Value)> Parameters);

    public IReadOnlyList<Command> All => [.. _commands];

    public IReadOnlyList<Command> OfRequests => [.. _commands.Where(command => command.Path is not null)];

    /// <summary>An app that records them.</summary>
    public static Task<TestApp> StartAppAsync(DatabaseKind database, IReadOnlyDictionary<string, string?>? settings = null) => TestApp.StartAsync(database, settings, services: services =>
    {
        services.AddHttpContextAccessor();
        services.AddSingleton<RecordedCommands>();
        services.ConfigureDbContext<SqliteMessagingDbContext>((provider, options) => options.AddInterceptors(provider.GetRequiredService<RecordedCommands>()));
        services.ConfigureDbContext<PostgreSqlMessagingDbContext>((provider, options) => options.AddInterceptors(provider.GetRequiredService<RecordedCommands>()));
        services.ConfigureDbContext<SqlServerMessagingDbContext>((provider, options) => options.AddInterceptors(provider.GetRequiredService<RecordedCommands>()));
    });

    /// <summary>The commands of one request.</summary>
    public async Task<IReadOnlyList<Command>> OfAsync(Func<Task<Answer>> request, int status)
    {
        _commands.Clear();
        (await request()).Is(status);
        return OfRequests;
    }

    public void Clear() => _commands.Clear();

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Note(command);
        return ValueTask.FromResult(result);
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Note(command);
        return ValueTask.FromResult(result);
    }

    public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default)
    {
        Note(command);
        return ValueTask.FromResult(result);
    }

    private void Note(DbCommand command)
    {
        var parameters = command.Parameters.Cast<DbParameter>().Select(parameter => (parameter.ParameterName, parameter.Value)).ToArray();
        _commands.Enqueue(new Command(http.HttpContext?.Request.Path.Value, command.CommandText, parameters));
    }
}
