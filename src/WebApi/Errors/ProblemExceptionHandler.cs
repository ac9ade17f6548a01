using System.Globalization;
using System.Text.Json;
using FluentValidation;
using Messaging.Application.Common;
using Messaging.Domain.Common;
using Messaging.Infrastructure.Persistence;
using Messaging.WebApi.Endpoints;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Messaging.WebApi.Errors;

/// <summary>Turns every exception that leaves an endpoint into a problem, and logs only those that are our fault.</summary>
internal sealed partial class ProblemExceptionHandler(IProblemDetailsService problems, Application.Auth.LiveSessions sessions, ILogger<ProblemExceptionHandler> logger)
    : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested)
        {
            // Nobody reads the answer any more; 499 is what proxies write into their logs for it.
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        var problem = ToProblem(exception, httpContext);
        if (problem.Status is 404 or 409 or 500 && await IsGoneAsync(httpContext)) problem = Problem.Create(StatusCodes.Status401Unauthorized);
        httpContext.Response.StatusCode = problem.Status!.Value;
        if (problem.Extensions.TryGetValue("code", out var known) && known is string code && code.StartsWith("database_", StringComparison.Ordinal))
            LogDatabase(httpContext.Request.Method, httpContext.Request.Path, code, exception.GetBaseException().GetType().Name);
        else if (problem.Status >= 500 && exception is not RefusedException) LogFailed(exception, httpContext.Request.Method, httpContext.Request.Path);
        return await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = httpContext, ProblemDetails = problem, Exception = exception });
    }

    /// <summary>A request fails in many ways when its user was deleted a moment ago. It is told to sign in, whatever failed.</summary>
    private async Task<bool> IsGoneAsync(HttpContext http)
    {
        if (http.User.Identity?.IsAuthenticated != true) return false;
        try
        {
            return !await sessions.IsLiveNowAsync(http.User.Id(), http.User.SessionId(), http.RequestAborted);
        }
        catch (Exception)
        {
            // The database is away, so nobody knows.
            return false;
        }
    }

    private static ProblemDetails ToProblem(Exception exception, HttpContext httpContext) => exception switch
    {
        RefusedException refused => Refused(refused, httpContext),
        ValidationException validation => Problem.Create(400, "validation_failed", "Some fields are invalid. See errors.", validation.Errors
            .GroupBy(failure => JsonNamingPolicy.CamelCase.ConvertName(failure.PropertyName), failure => failure.ErrorMessage)
            .ToDictionary(group => group.Key, group => group.Distinct().ToArray())),
        BadHttpRequestException bad => Problem.Create(bad.StatusCode, detail: Describe(bad)),
        DbUpdateConcurrencyException => Problem.Create(409, "conflict", "Somebody changed the same thing at the same moment. Try again."),
        DbUpdateException update when UniqueViolations.Is(update) => Problem.Create(409, "conflict", "Something with this id or name exists already."),
        DbUpdateException update when ReferenceViolations.Is(update) => Problem.Create(409, "conflict", "Something that this refers to is gone. Try again."),
        _ when DatabaseFaults.Of(exception) is { } fault => Unavailable(fault, httpContext),
        _ => Problem.Create(500),
    };

    private static ProblemDetails Refused(RefusedException refused, HttpContext httpContext)
    {
        if (refused.RetryAfter is { } wait)
            httpContext.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        var status = refused.Refusal switch
        {
            Refusal.Malformed => 400,
            Refusal.Unauthenticated => 401,
            Refusal.Forbidden => 403,
            Refusal.NotFound => 404,
            Refusal.Conflict => 409,
            Refusal.Unprocessable => 422,
            Refusal.Locked => 423,
            Refusal.TooMany => 429,
            Refusal.Unavailable => 503,
            _ => 500,
        };
        return Problem.Create(status, refused.Code, refused.Message);
    }

    private static ProblemDetails Unavailable(DatabaseFault fault, HttpContext httpContext)
    {
        httpContext.Response.Headers.RetryAfter = fault switch
        {
            DatabaseFault.Busy => "2",
            DatabaseFault.Down => "5",
            _ => "10",
        };
        return fault switch
        {
            DatabaseFault.Busy => Problem.Create(503, "database_busy", "The database is busy. Try again in a few seconds."),
            DatabaseFault.Full => Problem.Create(503, "database_full", "The database is full. Try again later."),
            DatabaseFault.ReadOnly => Problem.Create(503, "database_read_only", "The database cannot be written at the moment. Try again later."),
            _ => Problem.Create(503, "database_unavailable", "The database does not answer. Try again in a few seconds."),
        };
    }

    // The inner message names the place in the JSON and the type that was expected; it quotes no values.
    private static string? Describe(BadHttpRequestException bad) => bad.InnerException switch
    {
        MissingTimeZoneException { Path: { } path } => $"{path}: {MissingTimeZoneException.Sentence}",
        JsonException { Path: { } path } => $"Invalid JSON at {path}.",
        _ => null,
    };

    [LoggerMessage(101, LogLevel.Warning, "{Method} {Path} was answered 503 with {Code}: {Reason}")]
    private partial void LogDatabase(string method, string path, string code, string reason);

    [LoggerMessage(100, LogLevel.Error, "{Method} {Path} failed")]
    private partial void LogFailed(Exception exception, string method, string path);
}
