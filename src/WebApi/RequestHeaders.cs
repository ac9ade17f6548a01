using Microsoft.Net.Http.Headers;

namespace Messaging.WebApi;

/// <summary>Brings headers that may be written in several ways into one, before anything reads them.</summary>
internal static class RequestHeaders
{
    // Apache writes the encoding into the tag of a compressed answer, and does not take it away again.
    private static readonly string[] EncodingSuffixes = ["-gzip", "-br", "-zstd", "-deflate"];

    public static void UseUniformHeaders(this WebApplication app) => app.Use((http, next) =>
    {
        if (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))
        {
            UnifyEntityTags(http.Request.Headers);
            return next(http);
        }

        if (TakeCharset(http.Request)) return next(http);
        http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
        return Task.CompletedTask;
    });

    /// <summary>
    /// <c>If-None-Match</c> compares weakly (RFC 9110 §13.1.2): what a proxy that compresses has made of a tag still names the
    /// same state. The framework's static files would compare strongly.
    /// </summary>
    private static void UnifyEntityTags(IHeaderDictionary headers)
    {
        if (headers.IfNoneMatch.Count == 0 || !EntityTagHeaderValue.TryParseList(headers.IfNoneMatch, out var tags)) return;
        headers.IfNoneMatch = string.Join(", ", tags.Select(tag => WithoutEncoding(tag.Tag.ToString())));
    }

    private static string WithoutEncoding(string tag)
    {
        var suffix = Array.Find(EncodingSuffixes, suffix => tag.EndsWith(suffix + '"', StringComparison.Ordinal));
        return suffix is null ? tag : tag[..^(suffix.Length + 1)] + '"';
    }

    /// <summary>
    /// Takes <c>charset</c> out of the content type: the framework does not know one in quotes, and fails on one that it cannot
    /// read. All text is UTF-8, of which ASCII is a part.
    /// </summary>
    /// <returns>False for another charset.</returns>
    private static bool TakeCharset(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)) return true;
        var charsets = type.Parameters.Where(parameter => parameter.Name.Equals("charset", StringComparison.OrdinalIgnoreCase)).ToList();
        if (charsets.Count == 0) return true;
        if (!charsets.TrueForAll(charset => HeaderUtilities.RemoveQuotes(charset.Value).ToString().ToUpperInvariant() is "UTF-8" or "UTF8" or "US-ASCII")) return false;

        foreach (var charset in charsets) type.Parameters.Remove(charset);
        request.ContentType = type.ToString();
        return true;
    }
}
