using System.Text;
using Messaging.Integration.Support;
using Messaging.Integration.Sync;
using Xunit;

namespace Messaging.Integration.Api;

/// <summary>The app understands all spellings that HTTP allows, and answers the others with a problem.</summary>
public sealed class HttpFormsTests
{
    [Theory]
    [InlineData("application/json; charset=\"utf-8\"", 201)]
    [InlineData("application/json;charset=UTF-8", 201)]
    [InlineData("application/json; charset=us-ascii", 201)]
    [InlineData("application/json; charset=latin1", 415)]
    [InlineData("application/json; charset=utf-16", 415)]
    [InlineData("application/json; charset=utf-7", 415)]
    [InlineData("application/json; charset=nonsense", 415)]
    [InlineData("application/json; charset=\"\"", 415)]
    [InlineData("application/json; charset=utf-8; charset=utf-16", 415)]
    public async Task Charset_of_json_is_utf8(string contentType, int status)
    {
        var (an, _, conversation) = await Person.PairAsync();

        var answer = await PostAsync(an.Api, $"/api/v1/conversations/{conversation}/messages", contentType, $$"""{ "id": "{{Person.NewId()}}", "body": "Hi" }""");

        answer.Is(status);
        if (status == 415) answer.IsProblem(415, "unsupported_media_type");
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded; charset=\"utf-8\"", 200)]
    [InlineData("application/x-www-form-urlencoded; charset=utf-8", 200)]
    [InlineData("application/x-www-form-urlencoded; charset=nonsense", 415)]
    public async Task Charset_of_a_form_is_utf8(string contentType, int status)
    {
        var an = await Person.NewAsync();

        (await PostAsync(an.Api, "/api/v1/pusher/auth", contentType, $"socket_id=1.2&channel_name=presence-user-{an.Id}")).Is(status);
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"userName\"\r\n\r\nan", 400)]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-da", 400)]
    [InlineData("multipart/form-data", "--x--", 400)]
    [InlineData("multipart/form-data; boundary=x; charset=nonsense", "--x--", 415)]
    public async Task Form_that_is_cut_off_or_wrong_is_no_defect(string contentType, string body, int status)
    {
        var an = await Person.NewAsync();

        (await PostAsync(an.Api, "/hangfire-login", contentType, body)).IsProblem(status, status == 400 ? "malformed_request" : "unsupported_media_type");
        // These addresses take the other kind of form only.
        foreach (var path in new[] { "/api/v1/pusher/auth", "/pusher/user-auth" })
            (await PostAsync(an.Api, path, contentType, body)).IsProblem(415, "unsupported_media_type");
    }

    [Fact]
    public async Task Part_of_a_form_in_an_unknown_charset_is_no_defect()
    {
        var app = await Apps.OnAsync(DatabaseKind.Sqlite);

        var answer = await PostAsync(
            app.Anonymous, "/hangfire-login", "multipart/form-data; boundary=x",
            "--x\r\nContent-Disposition: form-data; name=\"userName\"\r\nContent-Type: text/plain; charset=nonsense\r\n\r\nan\r\n--x--\r\n");

        Assert.InRange(answer.Status, 200, 499);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("text/html,application/xhtml+xml;q=0.9,*/*;q=0")]
    [InlineData("image/png")]
    [InlineData("nonsense")]
    public async Task Problems_do_not_depend_on_what_is_accepted(string accept)
    {
        var (an, _, conversation) = await Person.PairAsync();
        Task<Answer> AskAsync(HttpMethod method, string path, string? json = null) =>
            an.Api.SendAsync(method, path, json is null ? null : new StringContent(json, Encoding.UTF8, "application/json"), ("Accept", accept));

        (await AskAsync(HttpMethod.Get, $"/api/v1/conversations/{Guid.NewGuid()}")).IsProblem(404, "not_found");
        (await AskAsync(HttpMethod.Get, "/api/v1/nowhere")).IsProblem(404, "not_found");
        (await AskAsync(HttpMethod.Delete, "/api/v1/me")).IsProblem(405, "method_not_allowed");
        (await AskAsync(HttpMethod.Get, "/api/v1/conversations?cursor=x")).IsProblem(400, "invalid_cursor");
        (await AskAsync(HttpMethod.Post, $"/api/v1/conversations/{conversation}/messages", "{")).IsProblem(400, "malformed_request");
        (await AskAsync(HttpMethod.Post, "/api/v1/conversations", $$"""{ "kind": "direct", "userId": "{{an.Id}}" }""")).IsProblem(422, "cannot_message_yourself");
        (await new ApiClient(an.Api.Address).SendAsync(HttpMethod.Get, "/api/v1/me", null, ("Accept", accept))).IsProblem(401, "unauthenticated");
    }

    [Theory]
    [InlineData("W/{0}")]
    [InlineData("\"other\", {0}")]
    [InlineData("W/\"other\" , W/{0}")]
    [InlineData("*")]
    [InlineData("W/{1}-gzip\"")]
    public async Task Known_state_of_sync_is_known_in_every_spelling(string header)
    {
        var (an, binh, conversation) = await Person.PairAsync();
        var first = (await an.SyncAsync("")).Is(200);
        var query = $"cursor={Uri.EscapeDataString(first.String("cursor"))}";
        var tag = (await an.SyncAsync(query)).Is(200).Header("ETag")!;

        var spelled = string.Format(System.Globalization.CultureInfo.InvariantCulture, header, tag, tag[..^1]);
        (await an.SyncAsync(query, spelled)).Is(304);
        (await an.SyncAsync(query, "W/\"other\", \"another\"")).Is(200);
        (await an.SyncAsync(query, "nonsense")).Is(200);

        await binh.SendAsync(conversation, "news");
        (await an.SyncAsync(query, spelled)).Is(200);
    }

    [Theory]
    [InlineData("undefined")]
    [InlineData("null")]
    [InlineData("not a socket")]
    [InlineData("1.2.3")]
    public async Task Typing_signal_does_not_depend_on_a_socket_id(string socketId)
    {
        var (an, _, conversation) = await Person.PairAsync();

        (await an.Api.SendAsync(HttpMethod.Post, $"/api/v1/conversations/{conversation}/typing", new StringContent("""{ "state": "started" }""", Encoding.UTF8, "application/json"), ("X-Socket-Id", socketId))).Is(204);
    }

    private static Task<Answer> PostAsync(ApiClient api, string path, string contentType, string body)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return api.SendAsync(HttpMethod.Post, path, content);
    }
}
