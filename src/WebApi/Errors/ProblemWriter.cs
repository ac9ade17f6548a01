using Microsoft.AspNetCore.Mvc;

namespace Messaging.WebApi.Errors;

/// <summary>
/// Writes every problem as <c>application/problem+json</c>, whatever the request accepts: the framework's own writer leaves
/// a client that accepts <c>text/html</c> alone without a body (RFC 9110 §12.5.1 allows an answer in another form).
/// </summary>
internal sealed class ProblemWriter : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => true;

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        Problem.Complete(context);
        await context.HttpContext.Response.WriteAsJsonAsync<ProblemDetails>(
            context.ProblemDetails, options: null, "application/problem+json", context.HttpContext.RequestAborted);
    }
}
