using System.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace Messaging.WebApi.Errors;

/// <summary>
/// Problem details (RFC 9457) as this API writes them: a stable <c>code</c> for programs, a
/// <c>detail</c> for people, <c>retryable</c>, and the <c>traceId</c> that stands in the log.
/// </summary>
internal static class Problem
{
    private static readonly Dictionary<int, (string Code, string Detail)> Defaults = new()
    {
        [400] = ("malformed_request", "The request is not well formed."),
        [401] = ("unauthenticated", "Sign in first: the access token is missing, wrong or expired."),
        [403] = ("forbidden", "You may not do this."),
        [404] = ("not_found", "There is nothing here."),
        [405] = ("method_not_allowed", "This address does not take this method."),
        [406] = ("not_acceptable", "The answer cannot be given in the form you accept."),
        [408] = ("request_timeout", "The request took too long to arrive."),
        [413] = ("payload_too_large", "The request is too large."),
        [415] = ("unsupported_media_type", "Send application/json, in UTF-8."),
        [429] = ("rate_limited", "Too many requests. Try again after the time in Retry-After."),
        [500] = ("internal", "Something went wrong here. It has been logged under the trace id."),
        [503] = ("unavailable", "Not available now. Try again after the time in Retry-After."),
    };

    public static ProblemDetails Create(int status, string? code = null, string? detail = null, IDictionary<string, string[]>? errors = null)
    {
        var problem = new ProblemDetails { Status = status, Detail = detail };
        if (code is not null) problem.Extensions["code"] = code;
        if (errors is not null) problem.Extensions["errors"] = errors;
        return problem;
    }

    /// <summary>Completes what the framework or <see cref="Create"/> began, so that every problem has all fields.</summary>
    public static void Complete(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        var status = problem.Status ??= context.HttpContext.Response.StatusCode;
        var (code, detail) = Defaults.GetValueOrDefault(status, ("error", "The request failed."));
        problem.Extensions.TryAdd("code", code);
        problem.Detail ??= detail;
        problem.Title = ReasonPhrases.GetReasonPhrase(status);
        problem.Type = $"https://httpstatuses.io/{status}";
        problem.Instance = context.HttpContext.Request.Path;
        problem.Extensions["retryable"] = status is 408 or 429 or 503 || problem.Extensions["code"] is "conflict";
        problem.Extensions["traceId"] = Activity.Current?.TraceId.ToString() ?? context.HttpContext.TraceIdentifier;
    }
}
