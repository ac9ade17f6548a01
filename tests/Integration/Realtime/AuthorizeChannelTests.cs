using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Realtime;

/// <summary>A signature is the permission, so this is the border.</summary>
public sealed class AuthorizeChannelTests
{
    private const string Socket = "1234.5678";

    [Theory]
    [InlineData("/pusher/auth", false)]
    [InlineData("/pusher/auth", true)]
    [InlineData("/api/v1/pusher/auth", false)]
    [InlineData("/api/v1/pusher/auth", true)]
    public async Task Own_user_channel_is_signed(string path, bool json)
    {
        var an = await Person.NewAsync(displayName: "An \"Ân\" 👋");
        var channel = $"presence-user-{an.Id}";

        var answer = (json
            ? await an.Api.PostAsync(path, new { socket_id = Socket, channel_name = channel })
            : await an.Api.PostFormAsync(path, ("socket_id", Socket), ("channel_name", channel))).Is(200);

        // Exactly what pusher-js takes: no envelope.
        Assert.Equal("application/json", answer.MediaType);
        Assert.Equal(["auth", "channel_data"], answer.Json.EnumerateObject().Select(property => property.Name));
        var data = answer.String("channel_data");
        Assert.Equal($"{TestApp.PushKey}:{Sign($"{Socket}:{channel}:{data}")}", answer.String("auth"));
        var member = JsonSerializer.Deserialize<JsonElement>(data);
        Assert.Equal(an.Id, member.String("user_id"));
        Assert.Equal("An \"Ân\" 👋", member.GetProperty("user_info").String("displayName"));
    }

    [Fact]
    public async Task Members_may_join_their_chat()
    {
        var (an, binh, conversation) = await Person.PairAsync();

        (await AuthorizeAsync(an, $"presence-chat-{conversation}")).Is(200);
        (await AuthorizeAsync(binh, $"presence-chat-{conversation}")).Is(200);
    }

    [Fact]
    public async Task Stranger_may_not_join_a_chat()
    {
        var (_, _, conversation) = await Person.PairAsync();
        var stranger = await Person.NewAsync();

        (await AuthorizeAsync(stranger, $"presence-chat-{conversation}")).IsProblem(403, "channel_forbidden");
        (await AuthorizeAsync(stranger, $"presence-chat-{Guid.NewGuid()}")).IsProblem(403, "channel_forbidden");
    }

    [Theory]
    [InlineData("presence-user-{other}")]
    [InlineData("presence-user-{ME}")]
    [InlineData("presence-user-{me} ")]
    [InlineData("presence-user-{me}\n")]
    [InlineData("presence-user-{me}:x")]
    [InlineData("presence-user-{me}:{{\"user_id\":\"x\"}}")]
    [InlineData(" presence-user-{me}")]
    [InlineData("Presence-user-{me}")]
    [InlineData("presence-user-")]
    [InlineData("presence-user-{{{me}}}")]
    [InlineData("private-user-{me}")]
    [InlineData("private-chat-{conversation}")]
    [InlineData("private-encrypted-chat-{conversation}")]
    [InlineData("presence-cache-chat-{conversation}")]
    [InlineData("chat-{conversation}")]
    [InlineData("presence-chat-{CONVERSATION}")]
    [InlineData("presence-chat-{conversation}\u0001")]
    [InlineData("presence-chat-{conversation}/../x")]
    [InlineData("presence-chat-{me}")]
    [InlineData("#server-to-user-{me}")]
    [InlineData("")]
    public async Task Every_other_name_is_refused(string pattern)
    {
        var (an, binh, conversation) = await Person.PairAsync();
        var name = pattern
            .Replace("{{", "«", StringComparison.Ordinal).Replace("}}", "»", StringComparison.Ordinal)
            .Replace("{me}", an.Id, StringComparison.Ordinal).Replace("{other}", binh.Id, StringComparison.Ordinal)
            .Replace("{conversation}", conversation, StringComparison.Ordinal)
            .Replace("{ME}", an.Id.ToUpperInvariant(), StringComparison.Ordinal)
            .Replace("{CONVERSATION}", conversation.ToUpperInvariant(), StringComparison.Ordinal)
            .Replace('«', '{').Replace('»', '}');

        (await AuthorizeAsync(an, name)).IsProblem(403, "channel_forbidden");
    }

    [Theory]
    [InlineData("")]
    [InlineData("1234")]
    [InlineData("1234.")]
    [InlineData("1234.5678\n")]
    [InlineData("1234.5678:presence-user-x")]
    [InlineData("12a4.5678")]
    [InlineData("١٢.٣٤")]
    [InlineData("-1.2")]
    public async Task Malformed_socket_id_is_refused(string socketId)
    {
        var an = await Person.NewAsync();

        (await AuthorizeAsync(an, $"presence-user-{an.Id}", socketId)).Is(403);
        (await an.Api.PostFormAsync("/pusher/user-auth", ("socket_id", socketId))).Is(403);
    }

    [Fact]
    public async Task Missing_fields_are_refused()
    {
        var an = await Person.NewAsync();

        (await an.Api.PostFormAsync("/pusher/auth")).Is(403);
        (await an.Api.PostFormAsync("/pusher/auth", ("socket_id", Socket))).Is(403);
        (await an.Api.PostAsync("/pusher/auth", "{}")).Is(403);
        (await an.Api.PostAsync("/pusher/auth", "null")).Is(403);
    }

    [Fact]
    public async Task What_is_neither_form_nor_json_is_a_problem()
    {
        var an = await Person.NewAsync();

        (await an.Api.PostAsync("/pusher/auth", "{")).IsProblem(400, "malformed_request");
        (await AuthorizeAsync(an, $"presence-user-{an.Id}\0")).IsProblem(400, "malformed_request");
        (await an.Api.SendAsync(HttpMethod.Post, "/pusher/auth", new StringContent("hello"))).IsProblem(415, "unsupported_media_type");
    }

    [Fact]
    public async Task Anonymous_gets_401()
    {
        var an = await Person.NewAsync();
        var anonymous = new ApiClient(an.Api.Address);

        (await anonymous.PostFormAsync("/pusher/auth", ("socket_id", Socket), ("channel_name", $"presence-user-{an.Id}"))).IsProblem(401, "unauthenticated");
        (await anonymous.PostFormAsync("/pusher/user-auth", ("socket_id", Socket))).IsProblem(401, "unauthenticated");
    }

    [Theory]
    [InlineData("/pusher/user-auth")]
    [InlineData("/api/v1/pusher/user-auth")]
    public async Task Connection_is_signed_in_as_the_caller(string path)
    {
        var an = await Person.NewAsync();

        var answer = (await an.Api.PostFormAsync(path, ("socket_id", Socket))).Is(200);

        var data = answer.String("user_data");
        Assert.Equal($"{TestApp.PushKey}:{Sign($"{Socket}::user::{data}")}", answer.String("auth"));
        Assert.Equal(an.Id, JsonSerializer.Deserialize<JsonElement>(data).String("id"));
    }

    [Fact]
    public async Task Without_push_nothing_is_signed()
    {
        await using var app = await TestApp.StartAsync(settings: new Dictionary<string, string?> { ["Push:Driver"] = "None" });
        var an = await Person.RegisterAsync(app.Address);

        (await AuthorizeAsync(an, $"presence-user-{an.Id}")).IsProblem(403, "push_disabled");
        (await an.Api.PostFormAsync("/pusher/user-auth", ("socket_id", Socket))).IsProblem(403, "push_disabled");
    }

    private static Task<Answer> AuthorizeAsync(Person person, string channel, string socketId = Socket) =>
        person.Api.PostFormAsync("/pusher/auth", ("socket_id", socketId), ("channel_name", channel));

    private static string Sign(string text) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(TestApp.PushSecret), Encoding.UTF8.GetBytes(text)));
}
