using System.Net.Http.Headers;
using Messaging.Application.Realtime;
using Messaging.Infrastructure.Realtime.Pusher;
using Xunit;

namespace Messaging.Unit.Realtime;

public sealed class ChannelsAnswerTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(200, "{}", PublishOutcome.Accepted)]
    [InlineData(200, "", PublishOutcome.Accepted)]
    [InlineData(200, """{"ok":true}""", PublishOutcome.Accepted)]
    [InlineData(202, "202 ACCEPTED\n", PublishOutcome.Accepted)]
    [InlineData(200, """{"error":"Invalid signature","code":401}""", PublishOutcome.Unauthorized)]
    [InlineData(200, """{"error":"no app","code":404}""", PublishOutcome.Unauthorized)]
    [InlineData(200, """{"error":"too big","code":"413"}""", PublishOutcome.TooLarge)]
    [InlineData(200, """{"error":"bad","code":400}""", PublishOutcome.Rejected)]
    [InlineData(200, """{"error":"slow down","code":429}""", PublishOutcome.Unavailable)]
    [InlineData(200, """{"error":"bad"}""", PublishOutcome.Rejected)]
    [InlineData(200, """{"error":"bad","code":200}""", PublishOutcome.Rejected)]
    [InlineData(200, "  <html>sign in to the network</html>", PublishOutcome.Unavailable)]
    [InlineData(302, "", PublishOutcome.Unauthorized)]
    [InlineData(400, "", PublishOutcome.Rejected)]
    [InlineData(401, "", PublishOutcome.Unauthorized)]
    [InlineData(403, "", PublishOutcome.Unauthorized)]
    [InlineData(404, "", PublishOutcome.Unauthorized)]
    [InlineData(408, "", PublishOutcome.Unavailable)]
    [InlineData(413, "", PublishOutcome.TooLarge)]
    [InlineData(422, "{}", PublishOutcome.Rejected)]
    [InlineData(429, "", PublishOutcome.Unavailable)]
    [InlineData(500, """{"error":"bad","code":400}""", PublishOutcome.Unavailable)]
    [InlineData(503, "", PublishOutcome.Unavailable)]
    public void Status_and_body_give_the_outcome(int status, string body, PublishOutcome outcome) =>
        Assert.Equal(outcome, ChannelsAnswer.Read(status, null, body, Now).Outcome);

    [Theory]
    [InlineData("7", 7)]
    [InlineData("0", 0)]
    [InlineData("Sun, 01 Mar 2026 12:00:30 GMT", 30)]
    [InlineData("Sun, 01 Mar 2026 11:00:00 GMT", 0)]
    public void Retry_after_is_read_in_both_forms(string header, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), ChannelsAnswer.Read(429, RetryConditionHeaderValue.Parse(header), "", Now).RetryAfter);

    [Fact]
    public void Error_is_one_short_line_without_secrets_or_signatures()
    {
        var signature = new string('a', 64);
        var body = $"Bad\r\n\u001b[31msignature {signature}, expected with S3CRET or old-secret {new string('x', 1000)}";

        var error = ChannelsAnswer.Read(401, null, body, Now, "s3cret", "old-secret", null, "").Error!;

        Assert.StartsWith("401: Bad [31msignature [signature], expected with [secret] or [secret] xxx", error, StringComparison.Ordinal);
        Assert.True(error.Length <= 301);
    }
}
