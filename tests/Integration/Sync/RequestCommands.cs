using System.Collections.Concurrent;
using System.Data.Common;
using Messaging.Infrastructure.Persistence;
using Messaging.Integration.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Integration.Sync;

/// <summary>Keeps every database command that requests cause; what runs in the background is left out.</summary>
internal sealed class RequestCommands(IHttpContextAccessor http) : DbCommandInterceptor
{
    private readonly ConcurrentQueue<Command> _commands = new();

    /// <summary>One command, with what is needed to run it again.</summary>
    internal sealed record Command(string Path, string Sql, IReadOnlyList<(string Name, object? Value)> Parameters);

    public IReadOnlyList<Command> All => [.. _commands];

    /// <summary>An app that records them.</summary>
    public static Task<TestApp> StartAppAsync(DatabaseKind database, IReadOnlyDictionary<string, string?>? settings = null) => TestApp.StartAsync(database, settings, services: services =>
    {
        services.AddHttpContextAccessor();
        services.AddSingleton<RequestCommands>();
        services.ConfigureDbContext<SqliteMessagingDbContext>((provider, options) => options.AddInterceptors(provider.GetRequiredService<RequestCommands>()));
        services.ConfigureDbContext<PostgreSqlMessagingDbContext>((provider, options) => options.AddInterceptors(provider.GetRequiredService<RequestCommands>()));
        services.ConfigureDbContext<SqlServerMessagingDbContext>((provider, options) => options.AddInterceptors(provider.GetRequiredService<RequestCommands>()));
    });

    /// <summary>The commands of one request.</summary>
    public async Task<IReadOnlyList<Command>> OfAsync(Func<Task<Answer>> request, int status)
    {
        _commands.Clear();
        (await request()).Is(status);
        return All;
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
        if (http.HttpContext is not { } context) return;
        var parameters = command.Parameters.Cast<DbParameter>().Select(parameter => (parameter.ParameterName, parameter.Value)).ToArray();
        _commands.Enqueue(new Command(context.Request.Path, command.CommandText, parameters));
    }
}
