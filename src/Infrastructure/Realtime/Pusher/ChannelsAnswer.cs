using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Messaging.Application.Realtime;

namespace Messaging.Infrastructure.Realtime.Pusher;

/// <summary>Reads what the Channels HTTP API said to a call.</summary>
/// <remarks>
/// Source: Pusher Channels documentation, "HTTP API reference". Compatible servers differ: soketi
/// answers 200 to a rejection and puts <c>{"error","code"}</c> into the body, Reverb answers 422
/// where Pusher answers 400.
/// </remarks>
internal static partial class ChannelsAnswer
{
    private const int ErrorLength = 300;

    /// <param name="status">HTTP status.</param>
    /// <param name="retryAfter">The header, in either form.</param>
    /// <param name="body">The whole body as text.</param>
    /// <param name="now">To turn a date into a wait.</param>
    /// <param name="secrets">Texts that must not get into the result.</param>
    public static PublishResult Read(int status, RetryConditionHeaderValue? retryAfter, string body, DateTimeOffset now, params ReadOnlySpan<string?> secrets)
    {
        var (error, code) = ErrorIn(body);
        var outcome = Outcome(status);
        if (outcome is PublishOutcome.Accepted)
        {
            if (error is not null)
                outcome = code is { } inner && Outcome(inner) is var named and not PublishOutcome.Accepted ? named : PublishOutcome.Rejected;
            else if (body.AsSpan().TrimStart().StartsWith("<"))
                return new PublishResult(PublishOutcome.Unavailable, "The answer is a web page: this is not a Channels API.");
            else
                return PublishResult.Accepted;
        }

        return new PublishResult(outcome, Clean($"{status}: {error ?? body}", secrets), Wait(retryAfter, now));
    }

    /// <summary>
    /// 404, redirects and the like come from a wrong app id, host or proxy: no event is at fault, so
    /// they count as <see cref="PublishOutcome.Unauthorized"/>, not as a rejection.
    /// </summary>
    internal static PublishOutcome Outcome(int status) => status switch
    {
        >= 200 and < 300 => PublishOutcome.Accepted,
        400 or 422 => PublishOutcome.Rejected,
        413 => PublishOutcome.TooLarge,
        408 or 425 or 429 or >= 500 => PublishOutcome.Unavailable,
        _ => PublishOutcome.Unauthorized,
    };

    /// <summary>Makes foreign text fit for a log line: short, one line, no secrets, no signatures.</summary>
    internal static string Clean(string text, params ReadOnlySpan<string?> secrets)
    {
        foreach (var secret in secrets)
        {
            if (!string.IsNullOrEmpty(secret))
                text = text.Replace(secret, "[secret]", StringComparison.OrdinalIgnoreCase);
        }

        text = SignaturePattern().Replace(text, "[signature]");
        text = ControlPattern().Replace(text, " ").Trim();
        return text.Length <= ErrorLength ? text : $"{text.AsSpan(0, ErrorLength)}…";
    }

    private static (string? Error, int? Code) ErrorIn(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("error", out var error))
                return (null, null);

            int? code = null;
            if (document.RootElement.TryGetProperty("code", out var element) && int.TryParse(element.ToString(), CultureInfo.InvariantCulture, out var number))
                code = number;
            return (error.ToString(), code);
        }
        catch (JsonException)
        {
            return (null, null);
        }
    }

    private static TimeSpan? Wait(RetryConditionHeaderValue? retryAfter, DateTimeOffset now) =>
        retryAfter is null ? null
        : retryAfter.Delta ?? (retryAfter.Date is { } date && date > now ? date - now : TimeSpan.Zero);

    [GeneratedRegex("[0-9a-fA-F]{32,}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SignaturePattern();

    [GeneratedRegex(@"[\p{C}\s]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ControlPattern();
}
