using Messaging.WebApi.Errors;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Messaging.Unit.WebApi;

public sealed class ProblemTests
{
    [Theory]
    [InlineData(400, null, false)]
    [InlineData(401, "invalid_credentials", false)]
    [InlineData(409, "conflict", true)]
    [InlineData(409, "user_name_taken", false)]
    [InlineData(423, "locked_out", false)]
    [InlineData(429, null, true)]
    [InlineData(500, null, false)]
    [InlineData(503, "outbox_full", true)]
    public void Programs_are_told_whether_the_same_request_may_work_later(int status, string? code, bool retryable) =>
        Assert.Equal(retryable, Complete(status, code)["retryable"]);

    [Theory]
    [InlineData(400, "malformed_request")]
    [InlineData(404, "not_found")]
    [InlineData(429, "rate_limited")]
    [InlineData(500, "internal")]
    [InlineData(418, "error")]
    public void Every_status_has_a_code(int status, string code)
    {
        var fields = Complete(status, code: null);

        Assert.Equal(code, fields["code"]);
        Assert.NotEmpty((string)fields["traceId"]!);
    }

    [Fact]
    public void What_is_known_better_stays() => Assert.Equal("weak_password", Complete(422, "weak_password")["code"]);

    private static IDictionary<string, object?> Complete(int status, string? code)
    {
        var context = new ProblemDetailsContext { HttpContext = new DefaultHttpContext(), ProblemDetails = Problem.Create(status, code) };
        Problem.Complete(context);
        Assert.NotEmpty(context.ProblemDetails.Detail!);
        return context.ProblemDetails.Extensions;
    }
}
